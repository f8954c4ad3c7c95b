import { EMPTY, NEVER, of, throwError } from 'rxjs';
import type { OperationMessage } from '../../src/index.js';
import {
  isOperationError,
  NoMetadataError,
  Operation,
  pack,
  StatusCode,
  toStatusDetail,
  UnpackError,
} from '../../src/index.js';
import { count, failed, NAME, running, succeeded, text, types } from '../support/messages.js';
import { denied, rpcError, unavailable } from '../support/rpc-errors.js';
import { ScriptedClient } from '../support/scripted-client.js';

const polling = (...answers: readonly OperationMessage[]): ScriptedClient =>
  new ScriptedClient({ getOperation: answers.map((answer) => of(answer)) });

describe('the poll of an Operation', () => {
  it('poll-once: one call, and the fields are updated', async () => {
    const client = polling(running('half', 'operations/2'));
    const operation = new Operation(client, running(), types);
    expect(await operation.poll()).toBeUndefined();
    expect(client.polledNames).toEqual([NAME]);
    expect(operation.name).toBe('operations/2');
    expect(operation.done).toBeFalse();
    expect(operation.metadata()).toBe('half');
  });

  it('gives the response of an operation that is done', async () => {
    const operation = new Operation(polling(succeeded('hello')), running(), types);
    expect(await operation.poll()).toBe('hello');
    expect(operation.done).toBeTrue();
  });

  it('calls nothing before it is asked to', () => {
    const client = polling();
    expect(new Operation(client, running(), types).done).toBeFalse();
    expect(Operation.fromName(client, NAME).name).toBe(NAME);
    expect(client.calls).toEqual([]);
  });

  it('sends the call timeout and the headers with each call', async () => {
    const client = new ScriptedClient({
      getOperation: [of(running())],
      cancelOperation: [of(undefined)],
      deleteOperation: [of(undefined)],
    });
    const operation = new Operation(client, running(), { callTimeout: 500, headers: { a: 'b' } });
    await operation.poll();
    await operation.cancel();
    await operation.delete();
    expect(client.calls.map(({ options }) => options)).toEqual(Array(3).fill({ timeout: 500, headers: { a: 'b' } }));
  });

  it('poll-rpc-error: the error surfaces, the name is kept, the operation is not done', async () => {
    const error = denied();
    const client = new ScriptedClient({ getOperation: [throwError(() => error)] });
    const operation = new Operation(client, running('half'), types);
    await expectAsync(operation.poll()).toBeRejectedWith(error);
    expect(operation.name).toBe(NAME);
    expect(operation.done).toBeFalse();
    expect(operation.metadata()).toBe('half');
  });

  it('poll-error-result: code, message and details surface, and done is true', async () => {
    const detail = toStatusDetail(pack('why', text));
    const operation = new Operation(polling(failed(StatusCode.NOT_FOUND, 'gone', [detail])), running(), types);
    const error: unknown = await operation.poll().catch((e: unknown) => e);
    if (!isOperationError(error)) throw new Error(`expected an OperationError, found ${String(error)}`);
    expect(error.code).toBe(StatusCode.NOT_FOUND);
    expect(error.statusMessage).toBe('gone');
    expect(error.details).toEqual([detail]);
    expect(operation.done).toBeTrue();
  });

  it('poll-cached-done: no call, and the same answer again', async () => {
    const client = polling();
    const done = new Operation(client, succeeded('hello'), types);
    expect([await done.poll(), await done.poll()]).toEqual(['hello', 'hello']);
    const error = new Operation(client, failed(StatusCode.ABORTED, 'why'), types);
    await expectAsync(error.poll()).toBeRejectedWithError('Operation "operations/1" failed: ABORTED: why');
    await expectAsync(error.poll()).toBeRejectedWithError('Operation "operations/1" failed: ABORTED: why');
    expect(client.calls).toEqual([]);
  });

  it('done-idempotent: once done, no poll and no wait calls, even if the server would answer otherwise', async () => {
    const client = polling(succeeded('hello'), failed(StatusCode.ABORTED, 'changed its mind'));
    const operation = new Operation(client, running(), types);
    expect([await operation.poll(), await operation.poll(), await operation.wait()]).toEqual([
      'hello',
      'hello',
      'hello',
    ]);
    expect(client.calls.length).toBe(1);
  });

  it('done-false-after-done: an answer that was on its way does not un-finish the operation', async () => {
    const late = new ScriptedClient({ getOperation: [of(succeeded('hello')), of(running())] });
    const operation = new Operation(late, running(), types);
    const [first, second] = await Promise.all([operation.poll(), operation.poll()]);
    expect(late.calls.length).toBe(2);
    expect([first, second]).toEqual(['hello', 'hello']);
    expect(operation.done).toBeTrue();
  });

  it('name-follows-response: the next poll asks for the name that the last one showed', async () => {
    const client = polling(running(undefined, 'operations/2'), running(undefined, ''), succeeded('hello'));
    const operation = new Operation(client, running(), types);
    await operation.poll();
    await operation.poll();
    await operation.poll();
    expect(client.polledNames).toEqual([NAME, 'operations/2', 'operations/2']);
  });

  it('no-metadata: reading it throws a NoMetadataError', () => {
    const operation = new Operation(polling(), running(), types);
    expect(() => operation.metadata()).toThrow(new NoMetadataError(NAME));
  });

  it('unit-types: google.protobuf.Empty as response and metadata is no value and no error', async () => {
    const empty = { typeUrl: 'type.googleapis.com/google.protobuf.Empty', value: new Uint8Array() };
    const operation = new Operation(polling({ ...succeeded(), response: empty, metadata: empty }), running());
    expect(await operation.poll()).toBeUndefined();
    expect(operation.done).toBeTrue();
    expect(() => operation.metadata()).toThrowError(NoMetadataError);
  });

  it('response-wrong-type: rejects with an UnpackError that names both types', async () => {
    const operation = new Operation(polling({ ...succeeded(), response: pack(3, count) }), running(), types);
    await expectAsync(operation.poll()).toBeRejectedWithError(
      UnpackError,
      'The response of "operations/1" does not unpack: expected acme.v1.Text, found acme.v1.Count.',
    );
  });

  it('metadata-wrong-type-keeps-result: only reading the metadata fails', async () => {
    const operation = new Operation(polling({ ...succeeded('hello'), metadata: pack(3, count) }), running(), types);
    expect(await operation.poll()).toBe('hello');
    expect(() => operation.metadata()).toThrowError(
      UnpackError,
      'The metadata of "operations/1" does not unpack: expected acme.v1.Text, found acme.v1.Count.',
    );
  });

  it('neither-set: done without response or error gives undefined', async () => {
    const operation = new Operation(polling(succeeded()), running(), types);
    expect(await operation.poll()).toBeUndefined();
    expect(operation.done).toBeTrue();
  });

  it('is not thenable: an async function returns it without waiting', async () => {
    const operation = new Operation(polling(), running());
    const start = async (): Promise<Operation> => Promise.resolve(operation);
    expect(await start()).toBe(operation);
    expect('then' in operation).toBeFalse();
  });
});

describe('the cancel and the delete of an Operation', () => {
  it('make one call for the name, and leave the handle as it is', async () => {
    const client = new ScriptedClient({ cancelOperation: [of(undefined)], deleteOperation: [of(undefined)] });
    const operation = new Operation(client, running('half'), types);
    await operation.cancel();
    await operation.delete();
    expect(client.calls.map(({ method, request }) => [method, request] as const)).toEqual([
      ['cancelOperation', { name: NAME }],
      ['deleteOperation', { name: NAME }],
    ]);
    expect(operation.done).toBeFalse();
  });

  it('cancel-error: the call fails and that same error surfaces, unchanged', async () => {
    const error = rpcError(StatusCode.UNIMPLEMENTED);
    const operation = new Operation(new ScriptedClient({ cancelOperation: [throwError(() => error)] }), running());
    expect(await operation.cancel().catch((e: unknown) => e)).toBe(error);
  });

  it('delete-error: the call fails and that same error surfaces, unchanged', async () => {
    const error = unavailable();
    const operation = new Operation(new ScriptedClient({ deleteOperation: [throwError(() => error)] }), running());
    expect(await operation.delete().catch((e: unknown) => e)).toBe(error);
  });

  it('pre-aborted signal: no request at all', async () => {
    const reason = new Error('enough');
    const client = new ScriptedClient({ cancelOperation: [NEVER], deleteOperation: [NEVER], getOperation: [EMPTY] });
    const operation = new Operation(client, running());
    const signal = AbortSignal.abort(reason);
    for (const act of ['poll', 'cancel', 'delete', 'wait'] as const) {
      expect(await operation[act]({ signal }).catch((e: unknown) => e)).toBe(reason);
    }
    expect(await operation.waitWithInterval(1_000, { signal }).catch((e: unknown) => e)).toBe(reason);
    expect(client.calls).toEqual([]);
  });

  it('pre-aborted signal: rejects also when the operation is done', async () => {
    const reason = new Error('enough');
    const operation = new Operation(new ScriptedClient(), succeeded('hello'));
    for (const act of ['poll', 'wait'] as const) {
      expect(await operation[act]({ signal: AbortSignal.abort(reason) }).catch((e: unknown) => e)).toBe(reason);
    }
  });

  it('local-abort of a call under way cancels that call', async () => {
    const reason = new Error('enough');
    const client = new ScriptedClient({ getOperation: [NEVER], cancelOperation: [NEVER], deleteOperation: [NEVER] });
    const operation = new Operation(client, running());
    for (const act of ['poll', 'cancel', 'delete'] as const) {
      const controller = new AbortController();
      const acted = operation[act]({ signal: controller.signal }).catch((e: unknown) => e);
      controller.abort(reason);
      expect(await acted).toBe(reason);
    }
    expect(client.methods).toEqual(['getOperation', 'cancelOperation', 'deleteOperation']);
    expect(client.calls.map(({ end }) => end?.how)).toEqual(['unsubscribed', 'unsubscribed', 'unsubscribed']);
  });
});
