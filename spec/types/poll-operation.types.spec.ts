import { expectTypeOf } from 'expect-type';
import type { Observable } from 'rxjs';
import type {
  OperationError,
  OperationState,
  PackedMessage,
  PollInfo,
  SucceededState,
  UnknownState,
} from '../../src/index.js';
import { pollOperation$ } from '../../src/index.js';
import { count, NAME, succeeded, text } from '../support/messages.js';
import { ScriptedClient } from '../support/scripted-client.js';

const client = new ScriptedClient();

describe('the types of pollOperation$', () => {
  it('are inferred from responseType and metadataType', () => {
    const states$ = pollOperation$(client, NAME, { responseType: text, metadataType: count });
    expectTypeOf(states$).toEqualTypeOf<Observable<OperationState<string, number>>>();
    expectTypeOf(pollOperation$(client, NAME, { responseType: text })).toEqualTypeOf<
      Observable<OperationState<string, PackedMessage>>
    >();
    expectTypeOf(pollOperation$(client, NAME, { metadataType: count })).toEqualTypeOf<
      Observable<OperationState<PackedMessage, number>>
    >();
    expect(client.calls).toEqual([]);
  });

  it('are packed messages without types', () => {
    expectTypeOf(pollOperation$(client, NAME)).toEqualTypeOf<
      Observable<OperationState<PackedMessage, PackedMessage>>
    >();
    expectTypeOf(pollOperation$(client, succeeded(), { timeout: 5 })).toEqualTypeOf<
      Observable<OperationState<PackedMessage, PackedMessage>>
    >();
    expect(client.calls).toEqual([]);
  });

  it('narrow on status', () => {
    const seen: unknown[] = [];
    pollOperation$(client, succeeded('hello'), { responseType: text, metadataType: count }).subscribe((state) => {
      expectTypeOf(state.metadata).toEqualTypeOf<number | undefined>();
      expectTypeOf(state.poll).toEqualTypeOf<PollInfo>();
      switch (state.status) {
        case 'running':
          expectTypeOf(state.done).toEqualTypeOf<false>();
          // @ts-expect-error a running state has no response
          seen.push(state.response);
          break;
        case 'unknown':
          expectTypeOf(state).toEqualTypeOf<UnknownState<number>>();
          break;
        case 'succeeded':
          expectTypeOf(state).toEqualTypeOf<SucceededState<string, number>>();
          expectTypeOf(state.response).toEqualTypeOf<string>();
          // @ts-expect-error a state that succeeded has no error
          seen.push(state.response, state.error);
          break;
        case 'failed':
        case 'cancelled':
          expectTypeOf(state.error).toEqualTypeOf<OperationError>();
          // @ts-expect-error a state that failed has no response
          seen.push(state.response);
          break;
        default:
          expectTypeOf(state).toBeNever();
      }
    });
    expect(seen).toEqual(['hello', undefined]);
  });

  it('narrow on done', () => {
    const seen: string[] = [];
    pollOperation$(client, succeeded('hello'), { responseType: text }).subscribe((state) => {
      if (!state.done) expectTypeOf(state.status).toEqualTypeOf<'unknown' | 'running'>();
      else expectTypeOf(state.status).toEqualTypeOf<'succeeded' | 'failed' | 'cancelled'>();
      seen.push(state.status);
      // @ts-expect-error the response is not there before the status is known
      expect(state.response).toBe('hello');
    });
    expect(seen).toEqual(['succeeded']);
  });

  it('refuse what no polling can use', () => {
    // @ts-expect-error a number names no operation
    expect(() => pollOperation$(client, 5)).toThrowError(TypeError);
    // @ts-expect-error a list, as google-gax answers with, is not an operation
    expect(() => pollOperation$(client, [{ name: NAME, done: false }])).toThrowError(TypeError);
    // @ts-expect-error a delay is a number of milliseconds
    expect(() => pollOperation$(client, NAME, { timeout: '5s' })).toThrowError(RangeError);
    // @ts-expect-error an option that does not exist
    expect(() => pollOperation$(client, NAME, { intervall: 5 })).not.toThrow();
  });

  it('are readonly', () => {
    pollOperation$(client, succeeded('hello')).subscribe((state) => {
      expectTypeOf(state).pick<'name'>().toEqualTypeOf<{ readonly name: string }>();
      expectTypeOf(state.message).pick<'done'>().toEqualTypeOf<{ readonly done: boolean }>();
      expect(state.name).toBe(NAME);
    });
  });
});
