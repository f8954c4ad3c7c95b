import type { Observable } from 'rxjs';
import { isObservable, map, of, tap, throwError } from 'rxjs';
import { isError } from '../core/model/is-error.js';
import type { MessageType } from '../core/model/message-type.js';
import { pack } from '../core/model/message-type.js';
import type { OperationMessage } from '../core/model/operation-message.js';
import type { OperationTypes } from '../core/model/operation-state.js';
import type { PackedMessage } from '../core/model/packed-message.js';
import { RpcError } from '../core/model/rpc-error.js';
import type { ScriptedAnswer, ScriptedMessage } from './scripted-answer.js';
import { cancelled } from './scripted-answer.js';

/** The server's side of one scripted operation. */
export class ScriptedOperation<R, M> {
  /** What it answered last; at first, that it runs. */
  private latest: OperationMessage;
  private left: Prepared[];
  private taken = 0;

  /** @throws TypeError when an answer is none, or when there is no type to pack it as. */
  constructor(
    private readonly name: string,
    answers: readonly ScriptedAnswer<R, M>[],
    private readonly types: OperationTypes<R, M>,
  ) {
    this.latest = { name, done: false };
    this.left = answers.map((answer) => this.prepared(answer));
  }

  /** The answer to the next poll. */
  poll$(call: string): Observable<OperationMessage> {
    const answer = this.left.shift();
    if (answer) {
      this.taken++;
      return answer.poll$(call).pipe(tap((message) => (this.latest = message)));
    }
    // Servers keep an operation that is done.
    if (this.latest.done) return of(this.latest);
    throw new Error(
      `The script of "${this.name}" is used up after ${this.taken} calls, and the operation is not done. ` +
        'Give it as many answers as there are polls, or a last one that is done.',
    );
  }

  /**
   * What the next poll is going to be answered, and what the last one was where that is to fail or is an Observable, of
   * which nobody knows before. It takes nothing from the script.
   */
  get state(): OperationMessage {
    return this.left[0]?.message ?? this.latest;
  }

  /** What was to come does not come any more, unless it has ended before. */
  cancel(): void {
    if (this.latest.done) return;
    this.left = [answering(this.message({ name: this.latest.name, ...cancelled(this.latest.metadata) }))];
  }

  private prepared(answer: ScriptedAnswer<R, M>): Prepared {
    if (isObservable(answer)) return { poll$: () => answer.pipe(map((message) => this.message(message))) };
    if (isError(answer)) return { poll$: () => throwError(() => answer) };
    if (typeof answer !== 'number') return answering(this.message(answer));
    return { poll$: (call) => throwError(() => new RpcError({ call, code: answer, message: 'as scripted' })) };
  }

  private message({
    name = this.name,
    done,
    metadata,
    error,
    response,
  }: ScriptedMessage<R | PackedMessage, M | PackedMessage>): OperationMessage {
    if (typeof done !== 'boolean') {
      throw new TypeError(
        `Expected answers of "${this.name}" such as running(), succeeded(), a status code, an error or an Observable, ` +
          'but one of them is a message without a boolean done.',
      );
    }
    return {
      name,
      done,
      ...(metadata !== undefined && { metadata: packed(metadata, this.types.metadataType, 'metadataType') }),
      ...(error && { error }),
      ...(response !== undefined && { response: packed(response, this.types.responseType, 'responseType') }),
    };
  }
}

/** An answer of a script. */
interface Prepared {
  /** It as it is when its turn comes; `call` is for the message of an error. */
  readonly poll$: (call: string) => Observable<OperationMessage>;
  /** What it is, where that is known before. */
  readonly message?: OperationMessage;
}

function answering(message: OperationMessage): Prepared {
  return { poll$: () => of(message), message };
}

function packed<T>(value: T | PackedMessage, type: MessageType<T> | undefined, option: string): PackedMessage {
  if (isPacked(value)) return value;
  if (!type) throw new TypeError(`A scripted value is to be packed: give its type as the option ${option}.`);
  if (type.toBinary || !type.toJson) return pack(value, type);
  return { typeUrl: `type.googleapis.com/${type.typeName}`, json: type.toJson(value) };
}

function isPacked(value: unknown): value is PackedMessage {
  return typeof value === 'object' && value !== null && 'typeUrl' in value && ('value' in value || 'json' in value);
}
