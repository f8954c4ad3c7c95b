import { expectTypeOf } from 'expect-type';
import type { MonoTypeOperatorFunction, Observable } from 'rxjs';
import { filter, of } from 'rxjs';
import type { CancelOnUnsubscribeOptions } from '../../operators/index.js';
import { cancelOnUnsubscribe, shareOperation, toMetadata, toResponse } from '../../operators/index.js';
import type { DoneState, OperationState, PackedMessage } from '../../src/index.js';
import { pollOperation$ } from '../../src/index.js';
import { count, NAME, running, succeeded, text } from '../support/messages.js';
import { ScriptedClient } from '../support/scripted-client.js';

const client = new ScriptedClient();
const polling = { responseType: text, metadataType: count } as const;
const polled$ = pollOperation$(client, succeeded('hello'), polling);

describe('the types of cancelOnUnsubscribe', () => {
  it('are those of the source, with no type argument', () => {
    const states$ = polled$.pipe(cancelOnUnsubscribe(client));
    expectTypeOf(states$).toEqualTypeOf<Observable<OperationState<string, number>>>();
    expectTypeOf(states$.pipe(toMetadata())).toEqualTypeOf<Observable<number>>();
    const responses: string[] = [];
    states$.pipe(toResponse()).subscribe((response) => responses.push(response));
    expect(responses).toEqual(['hello']);
  });

  it('are inferred in the midst of a pipe, and can be named', () => {
    const response$ = polled$.pipe(cancelOnUnsubscribe(client, { operation: NAME }), shareOperation(), toResponse());
    expectTypeOf(response$).toEqualTypeOf<Observable<string>>();
    const named = cancelOnUnsubscribe<OperationState<string, number>>(client);
    expectTypeOf(named).toEqualTypeOf<MonoTypeOperatorFunction<OperationState<string, number>>>();
    expectTypeOf(polled$.pipe(named)).toEqualTypeOf<Observable<OperationState<string, number>>>();
    expect(client.calls).toEqual([]);
  });

  it('keep a source of some states alone', () => {
    const ends$ = polled$.pipe(filter((state): state is DoneState<string, number> => state.done));
    expectTypeOf(ends$.pipe(cancelOnUnsubscribe(client))).toEqualTypeOf<Observable<DoneState<string, number>>>();
    expect(client.calls).toEqual([]);
  });

  it('of the verdict are those of its polling, which unpacks by itself', () => {
    const onVerdict = jasmine.createSpy();
    const unpacked$ = polled$.pipe(
      cancelOnUnsubscribe(client, {
        ...polling,
        onVerdict: (state) => {
          expectTypeOf(state).toEqualTypeOf<DoneState<string, number>>();
          onVerdict(state);
        },
      }),
    );
    const packed$ = polled$.pipe(
      cancelOnUnsubscribe(client, {
        onVerdict: (state) => {
          expectTypeOf(state).toEqualTypeOf<DoneState<PackedMessage, PackedMessage>>();
          onVerdict(state);
        },
      }),
    );
    expectTypeOf(unpacked$).toEqualTypeOf<Observable<OperationState<string, number>>>();
    expectTypeOf(packed$).toEqualTypeOf<Observable<OperationState<string, number>>>();
    expectTypeOf<CancelOnUnsubscribeOptions['onCancelError']>().toEqualTypeOf<((error: unknown) => void) | undefined>();
    expect(onVerdict).not.toHaveBeenCalled();
  });

  it('refuse a source of anything else', () => {
    const messages$ = of(running());
    const seen: unknown[] = [];
    // @ts-expect-error a message is no state
    messages$.pipe(cancelOnUnsubscribe(client)).subscribe((message: unknown) => seen.push(message));
    expect(seen.length).toBe(1);
  });
});
