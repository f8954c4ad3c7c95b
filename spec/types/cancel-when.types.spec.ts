import { expectTypeOf } from 'expect-type';
import type { MonoTypeOperatorFunction, Observable } from 'rxjs';
import { filter, of } from 'rxjs';
import type { CancelWhenOptions } from '../../operators/index.js';
import {
  cancelWhen,
  pollUntilDone,
  shareOperation,
  tapOperation,
  toMetadata,
  toResponse,
} from '../../operators/index.js';
import type { DoneState, OperationState, RunningState } from '../../src/index.js';
import { pollOperation$ } from '../../src/index.js';
import { count, running, succeeded, text } from '../support/messages.js';
import { ScriptedClient } from '../support/scripted-client.js';

const client = new ScriptedClient();
const polling = { responseType: text, metadataType: count } as const;
const polled$ = pollOperation$(client, succeeded('hello'), polling);

describe('the types of cancelWhen', () => {
  it('are those of the source, and the predicate gets its running states, with no type argument', () => {
    const states$ = polled$.pipe(
      cancelWhen(client, (state) => {
        expectTypeOf(state).toEqualTypeOf<RunningState<number>>();
        return (state.metadata ?? 0) > 30;
      }),
    );
    expectTypeOf(states$).toEqualTypeOf<Observable<OperationState<string, number>>>();
    expectTypeOf(states$.pipe(toMetadata())).toEqualTypeOf<Observable<number>>();
    const responses: string[] = [];
    states$.pipe(toResponse()).subscribe((response) => responses.push(response));
    expect(responses).toEqual(['hello']);
  });

  it('flow through a pipe of five operators, and can be named', () => {
    const response$ = of('operations/1').pipe(
      pollUntilDone(client, polling),
      tapOperation({ running: ({ metadata }) => expectTypeOf(metadata).toEqualTypeOf<number | undefined>() }),
      cancelWhen(client, ({ metadata = 0 }) => metadata > 30, { onCancelError: () => undefined }),
      shareOperation(),
      toResponse(),
    );
    expectTypeOf(response$).toEqualTypeOf<Observable<string>>();
    const named = cancelWhen<OperationState<string, number>>(client, ({ metadata = 0 }) => metadata > 30);
    expectTypeOf(named).toEqualTypeOf<MonoTypeOperatorFunction<OperationState<string, number>>>();
    expectTypeOf(polled$.pipe(named)).toEqualTypeOf<Observable<OperationState<string, number>>>();
    expect(client.calls).toEqual([]);
  });

  it('take a predicate of any state, which does not widen the stream', () => {
    const late = ({ poll }: OperationState): boolean => poll.attempt > 10;
    expectTypeOf(polled$.pipe(cancelWhen(client, late))).toEqualTypeOf<Observable<OperationState<string, number>>>();
    const running$ = polled$.pipe(filter((state): state is RunningState<number> => !state.done));
    expectTypeOf(running$.pipe(cancelWhen(client, late))).toEqualTypeOf<Observable<RunningState<number>>>();
    expect(client.calls).toEqual([]);
  });

  it('of the hooks and the options are those of a cancelling alone', () => {
    expectTypeOf<keyof CancelWhenOptions>().toEqualTypeOf<
      'callTimeout' | 'headers' | 'onCancelError' | 'onCancelTaken'
    >();
    // @ts-expect-error what polls has the schedule
    cancelWhen(client, () => true, { schedule: () => 5 });
    expect(client.calls).toEqual([]);
  });

  it('refuse a predicate of other metadata, and a source of anything else', () => {
    const seen: unknown[] = [];
    // @ts-expect-error the metadata is a number
    polled$.pipe(cancelWhen(client, (state: RunningState<string>) => state.metadata === 'half')).subscribe();
    const messages$ = of(running());
    // @ts-expect-error a message is no state
    messages$.pipe(cancelWhen(client, () => false)).subscribe((message: unknown) => seen.push(message));
    const ends$ = polled$.pipe(filter((state): state is DoneState<string, number> => state.done));
    ends$
      .pipe(
        cancelWhen(client, (state) => {
          expectTypeOf(state).toBeNever();
          return true;
        }),
      )
      .subscribe((state) => seen.push(state.status));
    expect(seen.at(-1)).toBe('succeeded');
  });
});
