import type { Observable } from 'rxjs';
import { defer, map, of, timer } from 'rxjs';
import type { OperationMessage, OperationsClient, PackedMessage } from '../../src/index.js';
import { RpcError, StatusCode } from '../../src/index.js';
import { googleBytes } from '../support/grpc-raw-server.js';
import { seededRandom } from '../support/seeded-random.js';
import type { Count } from './count.js';
import type { End, Ledger } from './ledger.js';
import { originalName, otherName } from './ledger.js';

/** What a server says of a call that it does not want to answer now. */
const REFUSALS = [StatusCode.UNAVAILABLE, StatusCode.RESOURCE_EXHAUSTED, StatusCode.DEADLINE_EXCEEDED] as const;

/**
 * The server's side of a ledger, which lies where a client need not be deceived.
 *
 * It refuses calls, knows no new operation for a moment, takes back that an operation is done, answers with another of
 * its names, with the last part of the name or with none, packs nothing into an Any, and refuses waits or ends them
 * early. It does not say of an operation that runs that it is done, and answers with no operation that was not asked
 * for: there is nothing by which a client could tell.
 */
export class LyingOperations implements Pick<OperationsClient, 'getOperation' | 'waitOperation'> {
  private readonly answers = new Map<string, number>();
  private readonly random: () => number;

  constructor(
    private readonly ledger: Ledger,
    seed: number,
    private readonly count: Count,
  ) {
    this.random = seededRandom(seed);
  }

  getOperation({ name }: { readonly name: string }): Observable<OperationMessage> {
    return defer(() => {
      this.count('calls');
      return of(this.answer(name));
    });
  }

  waitOperation({ name, timeout = 1_000 }: { name: string; timeout?: number }): Observable<OperationMessage> {
    return defer(() => {
      this.count('calls');
      if (this.roll(0.01, 'wait refused')) throw new RpcError({ code: StatusCode.UNIMPLEMENTED, message: 'no waits' });
      return timer(Math.min(timeout, this.random() * 200)).pipe(map(() => this.answer(name)));
    });
  }

  private answer(asked: string): OperationMessage {
    const entry = this.ledger.entry(asked);
    const before = this.answers.get(originalName(asked)) ?? 0;
    this.answers.set(originalName(asked), before + 1);
    if (!entry || before < entry.unknownTo) {
      this.count('not found yet');
      throw new RpcError({ code: StatusCode.NOT_FOUND, message: `no operation ${asked}` });
    }
    if (this.roll(0.03, 'call refused')) {
      const code = REFUSALS[Math.floor(this.random() * REFUSALS.length)] ?? StatusCode.UNAVAILABLE;
      throw new RpcError({ code, message: 'not now', retryDelay: this.random() * 50 });
    }
    const metadata = this.roll(0.1, 'empty Any') ? { metadata: EMPTY } : {};
    const isDone = before >= entry.unknownTo + entry.answersBefore;
    if (!isDone || this.roll(0.1, 'done taken back')) return { name: this.nameOf(asked), done: false, ...metadata };
    // One that runs needs a name: in JSON, it may have nothing else.
    return {
      name: this.roll(0.05, 'no name') ? '' : this.nameOf(asked),
      done: true,
      ...metadata,
      ...this.resultOf(entry.end),
    };
  }

  private nameOf(asked: string): string {
    if (this.roll(0.02, 'renamed')) return otherName(asked);
    if (this.roll(0.02, 'bare id')) return asked.slice(asked.lastIndexOf('/') + 1);
    return asked;
  }

  private resultOf({ status, mark, code = 0, message = '' }: End): Partial<OperationMessage> {
    if (mark === undefined) return this.roll(0.5, 'empty Any') ? { response: EMPTY } : {};
    if (status === 'succeeded') return { response: marked(mark) };
    return { error: { code, message, details: [{ typeName: 'google.rpc.ErrorInfo', packed: marked(mark) }] } };
  }

  private roll(chance: number, lie: string): boolean {
    const falls = this.random() < chance;
    if (falls) this.count(lie);
    return falls;
  }
}

const EMPTY: PackedMessage = { typeUrl: '', value: new Uint8Array() };

/** A message that every transport reads. */
function marked(reason: string): PackedMessage {
  return {
    typeUrl: 'type.googleapis.com/google.rpc.ErrorInfo',
    value: googleBytes('google.rpc.ErrorInfo', { reason }),
  };
}
