import { firstValueFrom, lastValueFrom, map, of, throwError, toArray } from 'rxjs';
import type { OperationMessage, OperationsClient } from '../../../src/index.js';
import {
  getOperation$,
  hasAnswer,
  isOperationError,
  isPollError,
  isUnpackError,
  listOperations$,
  Operation,
  pack,
  pollOperation$,
  StatusCode,
  waitOperation$,
} from '../../../src/index.js';
import { marbles } from '../../support/marbles.js';
import { brief, count, failed, NAME, running, succeeded, text, types } from '../../support/messages.js';
import { denied, unavailable } from '../../support/rpc-errors.js';
import { ScriptedClient } from '../../support/scripted-client.js';

const options = { ...types, schedule: () => 1_000 };
const esFailure = {
  $typeName: 'google.longrunning.Operation',
  name: NAME,
  done: true,
  result: { case: 'error', value: { code: StatusCode.ABORTED, message: 'disk full' } },
};

/** A client of the user's own, which answers as another library does. */
function answeringWith(...answers: readonly unknown[]): ScriptedClient {
  const answer = of(...(answers as OperationMessage[]));
  return new ScriptedClient({
    getOperation: answers.map((each) => of(each as OperationMessage)),
    waitOperation: [answer],
  });
}

describe('pollOperation$ and the answers of a client of the user', () => {
  it('protobuf-es-message: an answer that failed is a failure', async () => {
    const state = await lastValueFrom(pollOperation$(answeringWith(esFailure), NAME));
    expect(brief(state)).toBe('failed #1, ABORTED: disk full');
  });

  it('foreign-shape-refused: ends with a PollError that says what came', async () => {
    const polling = lastValueFrom(pollOperation$(answeringWith({ name: NAME, status: 'RUNNING' }), NAME));
    await expectAsync(polling).toBeRejectedWith(
      jasmine.objectContaining({
        name: 'PollError',
        message: jasmine.stringMatching(/found an object {name, status} \(the answer is not an operation\)/),
        cause: jasmine.any(TypeError),
      }),
    );
  });

  it('are read by getOperation$, waitOperation$, listOperations$ and the handle, too', async () => {
    const client = answeringWith(esFailure, esFailure);
    const list: OperationsClient = Object.assign(new ScriptedClient(), {
      listOperations: () => of({ operations: [esFailure], nextPageToken: '' }),
    });
    const read = await Promise.all([
      firstValueFrom(getOperation$(client, NAME)),
      firstValueFrom(waitOperation$(client, NAME)),
      firstValueFrom(listOperations$(list, { name: 'operations' })),
    ]);
    for (const { error } of read) expect(error?.code).toBe(StatusCode.ABORTED);
    await expectAsync(new Operation(client, NAME).poll()).toBeRejectedWith(jasmine.objectContaining({ code: 10 }));
    await expectAsync(new Operation(client, esFailure).wait()).toBeRejectedWith(jasmine.objectContaining({ code: 10 }));
  });

  it('bare-id-answer: calls, states, handles and snapshots keep the asked name', async () => {
    const client = answeringWith(running(undefined, '1'), running(undefined, '1'), succeeded('hello', undefined, '1'));
    const operation = Operation.fromName(client, NAME, { schedule: () => 0 });
    const names = await lastValueFrom(
      operation.state$.pipe(
        map(({ name }) => name),
        toArray(),
      ),
    );
    expect(names).toEqual([NAME, NAME, NAME]);
    expect(client.polledNames).toEqual([NAME, NAME, NAME]);
    expect([operation.name, operation.toJSON().name]).toEqual([NAME, NAME]);
    expect((await firstValueFrom(getOperation$(answeringWith(running(undefined, '1')), NAME))).name).toBe(NAME);
  });

  it('done-without-name: needs no call', async () => {
    const client = new ScriptedClient();
    const message = { done: true, response: pack('hello', text) };
    expect(brief(await lastValueFrom(pollOperation$(client, message, types)))).toBe('succeeded #0, gave hello');
    expect(await new Operation(client, message, types).wait()).toBe('hello');
    expect(client.calls).toEqual([]);
  });

  it('retry-after-on-success: lengthens the next delay, never shortens it, and shows in the state', () => {
    marbles(({ expectObservable }) => {
      const client = answeringWith(
        { ...running(), retryDelay: 5_000 },
        { ...running(), retryDelay: 1 },
        succeeded('hello'),
      );
      const told$ = pollOperation$(client, NAME, options).pipe(map(({ poll }) => [poll.retryDelay, poll.nextDelay]));
      expectObservable(told$).toBe('a 4999ms b 999ms (c|)', {
        a: [5_000, 5_000],
        b: [1, 1_000],
        c: [undefined, undefined],
      });
    });
  });
});

describe('What was known', () => {
  it('keeps-packed-result: an UnpackError has the packed response', async () => {
    const answer = { ...succeeded(), response: pack(3, count) };
    const polling = lastValueFrom(pollOperation$(answeringWith(answer), NAME, types));
    await expectAsync(polling).toBeRejectedWith(
      jasmine.objectContaining({ name: 'UnpackError', packed: answer.response }),
    );
  });

  it('metadata-wrong-type-keeps-result: the state says why the metadata is not there', async () => {
    const answer = { ...succeeded('hello'), metadata: pack(3, count) };
    const { metadataError } = await lastValueFrom(pollOperation$(answeringWith(answer), NAME, types));
    expect(metadataError?.message).toBe(
      `The metadata of "${NAME}" does not unpack: expected acme.v1.Text, found acme.v1.Count.`,
    );
    expect(metadataError?.packed).toEqual(answer.metadata);
  });

  for (const field of ['metadata', 'response'] as const) {
    it(`json-type-on-binary: a type that cannot read the ${field} of this transport ends the polling at once`, async () => {
      const { typeName } = text;
      const jsonOnly = { typeName, fromJson: () => 'never' };
      const answer = { ...succeeded('hello', 'all') };
      const polling = lastValueFrom(pollOperation$(answeringWith(answer), NAME, { [`${field}Type`]: jsonOnly }));
      await expectAsync(polling).toBeRejectedWithError(
        `The ${field} of "${NAME}" does not unpack: expected the JSON of acme.v1.Text, found bytes. ` +
          'Types of loadMessageTypes (rxjs-longrunning/grpc) or messageTypeOf (rxjs-longrunning/connect) read both.',
      );
    });
  }

  it('json-without-type: JSON that does not name its type is read by the given one', async () => {
    const answer = { name: NAME, done: true, response: { text: 'hello' }, metadata: { text: 'all' } };
    expect(brief(await lastValueFrom(pollOperation$(answeringWith(answer), NAME, types)))).toBe(
      'succeeded #1, at all, gave hello',
    );
  });

  it('error-has-last-state: an OperationError has the state with its metadata, and hides it from logs', async () => {
    const answer = failed(StatusCode.ABORTED, 'disk full', [], 'half');
    const error: unknown = await new Operation(answeringWith(answer), NAME, types)
      .wait()
      .catch((cause: unknown) => cause);
    if (!isOperationError(error)) throw new Error(`expected an OperationError, found ${String(error)}`);
    expect([error.lastState?.status, error.lastState?.metadata]).toEqual(['failed', 'half']);
    expect(Object.keys(error)).not.toContain('lastState');
    expect(() => JSON.stringify(error.lastState)).not.toThrow();
  });

  it('error-has-last-state: a PollError has the state before the last poll', () => {
    marbles(({ expectObservable }) => {
      const client = new ScriptedClient({ getOperation: [of(running('half')), throwError(denied)] });
      const lastState$ = pollOperation$(client, NAME, options);
      expectObservable(lastState$.pipe(map(brief))).toBe(
        'a 999ms #',
        { a: 'running #1, at half, next 1000' },
        jasmine.objectContaining({ name: 'PollError', lastState: jasmine.objectContaining({ metadata: 'half' }) }),
      );
    });
  });

  it('unanswered-state: is unknown until somebody answers, and running after that, whatever fails', () => {
    marbles(({ expectObservable }) => {
      const answers = [throwError(unavailable), of(running('half')), throwError(unavailable), of(succeeded('hello'))];
      const states$ = pollOperation$(new ScriptedClient({ getOperation: answers }), NAME, options);
      expectObservable(states$.pipe(map((state) => [state.status, hasAnswer(state)]))).toBe(
        'a 999ms b 999ms b 999ms (c|)',
        {
          a: ['unknown', false],
          b: ['running', true],
          c: ['succeeded', true],
        },
      );
    });
  });

  it('unanswered-state: a message is an answer', () => {
    marbles(({ expectObservable }) => {
      const client = new ScriptedClient({ getOperation: [throwError(unavailable), of(succeeded('hello'))] });
      expectObservable(pollOperation$(client, running(), options).pipe(map(({ status }) => status))).toBe(
        'a 999ms (b|)',
        {
          a: 'running',
          b: 'succeeded',
        },
      );
    });
  });

  it('unanswered-state: a wait that ends before any answer says so', async () => {
    const client = new ScriptedClient({ getOperation: [throwError(denied)] });
    const error: unknown = await new Operation(client, NAME).wait().catch((cause: unknown) => cause);
    expect(isPollError(error) && error.lastState?.status).toBe('unknown');
    expect(isUnpackError(error)).toBeFalse();
  });
});
