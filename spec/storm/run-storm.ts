import type { Observable } from 'rxjs';
import { catchError, defer, EMPTY, from, ignoreElements, lastValueFrom, merge, tap, timeout } from 'rxjs';
import { pollUntilDone } from '../../operators/index.js';
import type { OperationsClient, OperationState } from '../../src/index.js';
import { exponentialThenFixed, isPollError, tolerateTransient } from '../../src/index.js';
import { seededRandom } from '../support/seeded-random.js';
import { Ledger, originalName } from './ledger.js';
import type { Marked } from './marked.js';
import { marked } from './marked.js';
import type { TransportName } from './stormy-transports.js';
import { stormyTransports } from './stormy-transports.js';
import type { StormSeed } from './weather.js';

/** How the operations of a storm came out. */
export interface StormResult {
  readonly operations: number;
  readonly right: number;
  /** What each wrong end was: another than the ledger has, a second one, or an error of the polling. */
  readonly wrong: readonly string[];
  /** How many never ended. */
  readonly lost: number;
  /** How many polls failed and were followed by others. */
  readonly retries: number;
  readonly seconds: number;
}

const LONG_POLLS = [false, true, 'auto'] as const;
/** Of all clients, in all ways to poll. */
const CONCURRENCY = 180;
/** So long nothing at all comes only when all hang, in ms. */
const LONGEST_SILENCE = 60_000;

/** Polls each operation of a ledger until it is done, over one transport, and compares its end with the ledger. */
export async function runStorm(
  name: TransportName,
  { seed, operations }: StormSeed,
  port: number,
): Promise<StormResult> {
  const { clients, close } = await stormyTransports[name](port);
  const ledger = new Ledger(seed, operations);
  const ways = clients.flatMap((client) => LONG_POLLS.map((longPoll) => ({ client, longPoll })));
  const record = new StormRecord(ledger);
  const startedAt = performance.now();
  const shares = ways.map(({ client, longPoll }, way) => {
    const names = ledger.names().filter((_, i) => i % ways.length === way);
    return pollAll$(client, { longPoll, names, concurrency: CONCURRENCY / ways.length, seed: seed + way }, record);
  });
  await lastValueFrom(merge(...shares), { defaultValue: undefined });
  close();
  return { ...record.result(), seconds: (performance.now() - startedAt) / 1_000 };
}

/** The operations that are polled in one way. */
interface StormShare {
  readonly longPoll: boolean | 'auto';
  readonly names: readonly string[];
  readonly concurrency: number;
  readonly seed: number;
}

function pollAll$(
  client: OperationsClient,
  { longPoll, names, concurrency, seed }: StormShare,
  record: StormRecord,
): Observable<never> {
  const options = {
    longPoll,
    longPollTimeout: 500,
    concurrency,
    responseType: marked,
    callTimeout: 1_500,
    schedule: exponentialThenFixed({ initialDelay: 20, interval: 250, random: seededRandom(seed) }),
    tolerance: tolerateTransient({ maxFailures: 1_000, notFoundGrace: 60_000 }),
  };
  const rest$ = (): Observable<never> =>
    defer(() => from(names.filter((name) => !record.hasEnded(name)))).pipe(
      pollUntilDone(client, options),
      tap((state) => record.state(state)),
      timeout({ each: LONGEST_SILENCE }),
      ignoreElements(),
      // One polling that cannot go on has ended the others.
      catchError((error: unknown) => (record.error(error) ? rest$() : EMPTY)),
    );
  return rest$();
}

class StormRecord {
  private readonly ended = new Set<string>();
  private readonly wrong: string[] = [];
  private right = 0;
  private retries = 0;

  constructor(private readonly ledger: Ledger) {}

  hasEnded(name: string): boolean {
    return this.ended.has(name);
  }

  state(state: OperationState<Marked>): void {
    if (state.poll.failures > 0) this.retries++;
    if (!state.done) return;
    const name = originalName(state.name);
    const isSecond = this.ended.has(name);
    const wrong = isSecond ? `${name} ended twice` : this.ledger.whatIsWrong(name, state);
    this.ended.add(name);
    if (wrong === undefined) this.right++;
    else this.wrong.push(wrong);
  }

  /** Whether the others can be polled on. */
  error(error: unknown): boolean {
    if (process.env['STORM_DEBUG']) console.error(error);
    this.wrong.push(String(error));
    if (!isPollError(error)) return false;
    this.ended.add(originalName(error.operationName));
    return true;
  }

  result(): Omit<StormResult, 'seconds'> {
    const { operations } = this.ledger;
    const { right, wrong, retries, ended } = this;
    return { operations, right, wrong, lost: operations - ended.size, retries };
  }
}
