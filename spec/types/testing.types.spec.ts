import { expectTypeOf } from 'expect-type';
import { NEVER, of } from 'rxjs';
import type { OperationsClient, WaitOperationRequest } from '../../src/index.js';
import { StatusCode } from '../../src/index.js';
import type { ScriptedMessage, ScriptedOperations } from '../../src/testing/index.js';
import { failed, running, scriptedOperations, succeeded } from '../../src/testing/index.js';
import { count, NAME, running as runningMessage, types } from '../support/messages.js';

describe('the types of scriptedOperations', () => {
  it('is an OperationsClient with records', () => {
    const client = scriptedOperations({ [NAME]: 'rs' });
    expectTypeOf(client).toEqualTypeOf<ScriptedOperations>();
    expectTypeOf(client).toExtend<OperationsClient>();
    expectTypeOf(client.inFlight).toEqualTypeOf<number>();
    expect(client.calls).toEqual([]);
  });

  it('narrow a record on its method', () => {
    const client = scriptedOperations({ [NAME]: 'rs' });
    client.waitOperation({ name: NAME, timeout: 5 }).subscribe();
    for (const call of client.calls) {
      expectTypeOf(call.request.name).toEqualTypeOf<string>();
      if (call.method === 'waitOperation') expectTypeOf(call.request).toEqualTypeOf<WaitOperationRequest>();
      // @ts-expect-error records are readonly
      expect(() => (call.startedAt = 0)).not.toThrow();
    }
    expect(client.calls.length).toBe(1);
  });

  it('take every kind of answer, messages and values side by side', () => {
    const values = { x: succeeded('hello'), n: NEVER, m: of(running('half'), runningMessage()) };
    const answers = [running('half'), StatusCode.UNAVAILABLE, new Error('lost'), of(succeeded('hello')), NEVER];
    const client = scriptedOperations(
      { a: 'rx', b: ['ab'].map((text) => running(text)), c: [...answers] },
      {
        ...types,
        values,
      },
    );
    expectTypeOf(running('half')).toEqualTypeOf<ScriptedMessage<never, string>>();
    expectTypeOf(succeeded('hello', 3)).toEqualTypeOf<ScriptedMessage<string, number>>();
    expectTypeOf(succeeded()).toEqualTypeOf<ScriptedMessage<never, never>>();
    expect(client.calls).toEqual([]);
  });

  it('refuse values of another type than the options have', () => {
    // @ts-expect-error the response is a text
    expect(() => scriptedOperations({ [NAME]: [succeeded(3)] }, types)).not.toThrow();
    // @ts-expect-error the metadata is a number
    expect(() => scriptedOperations({ [NAME]: [running('half')] }, { metadataType: count })).not.toThrow();
    // @ts-expect-error so it is in Observables
    expect(() => scriptedOperations({ [NAME]: [of(running('half'))] }, { metadataType: count })).not.toThrow();
    const values = { x: running('half') };
    // @ts-expect-error and in the values of a string
    expect(() => scriptedOperations({ [NAME]: 'x' }, { metadataType: count, values })).not.toThrow();
    // @ts-expect-error without types, they are packed
    expect(() => scriptedOperations({ [NAME]: [succeeded('hello')] })).toThrowError(TypeError);
  });

  it('refuse what is no script', () => {
    // @ts-expect-error a call does not fail with OK
    expect(() => scriptedOperations({ [NAME]: [StatusCode.OK] })).not.toThrow();
    // @ts-expect-error a helper is called
    expect(() => scriptedOperations({ [NAME]: [running] })).toThrowError(TypeError);
    // @ts-expect-error one answer is a list of one
    expect(() => scriptedOperations({ [NAME]: running() })).toThrowError(TypeError);
    // @ts-expect-error there is no such method
    expect(() => scriptedOperations({}, { failing: { pollOperation: StatusCode.INTERNAL } })).not.toThrow();
    // @ts-expect-error a code is a number
    expect(() => scriptedOperations({ [NAME]: [failed('ABORTED')] })).not.toThrow();
  });
});
