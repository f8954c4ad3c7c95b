import type { OperationMessage } from 'rxjs-longrunning';

/** Asks for an operation; cancelling is left out, as no contender cancels. */
export type GetOperation<T extends PolledOperation = PolledOperation> = (
  name: string,
  answer: (operation: T) => void,
) => void;

/** What every poll loop looks at. */
export interface PolledOperation {
  readonly name?: string;
  readonly done?: boolean;
}

/** Answers without a network, but as late as a socket does: in a task of its own. */
export class InMemoryServer {
  polls = 0;

  /** @param doneAfter the number of polls after which every operation is done. */
  constructor(private readonly doneAfter: number) {}

  readonly getOperation: GetOperation<OperationMessage> = (name, answer) => {
    setImmediate(() => answer(this.#operation(name)));
  };

  #operation(name: string): OperationMessage {
    const metadata = { typeUrl: 'type.googleapis.com/acme.v1.Progress', value: new Uint8Array([8, 42, 16, 100]) };
    this.polls++;
    return this.polls < this.doneAfter
      ? { name, done: false, metadata }
      : { name, done: true, metadata, response: metadata };
  }
}
