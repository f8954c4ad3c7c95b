import { expectTypeOf } from 'expect-type';
import type { MonoTypeOperatorFunction, Observable, OperatorFunction } from 'rxjs';
import { filter, map, of } from 'rxjs';
import type { OperationObserver } from '../../operators/index.js';
import {
  shareOperation,
  tapOperation,
  toMetadata,
  toOperationState,
  toResponse,
  untilDone,
} from '../../operators/index.js';
import type {
  CancelledState,
  DoneState,
  FailedState,
  OngoingState,
  OperationMessage,
  OperationState,
  PackedMessage,
  RunningState,
  SucceededState,
} from '../../src/index.js';
import { isDoneState } from '../../src/index.js';
import { count, running, succeeded, text } from '../support/messages.js';

type State = OperationState<string, number>;

const types = { responseType: text, metadataType: count } as const;
const messages$ = of(running(), succeeded('hello'));
const states$ = messages$.pipe(toOperationState(types));

describe('the types of toOperationState, untilDone and tapOperation', () => {
  it('flow through a pipe of five operators without a type argument', () => {
    const seen: string[] = [];
    const response$ = messages$.pipe(
      toOperationState({ responseType: text, metadataType: count }),
      untilDone(),
      tapOperation({
        running: (state) => {
          expectTypeOf(state).toEqualTypeOf<RunningState<number>>();
          seen.push(state.status);
        },
        succeeded: ({ response, metadata }) => {
          expectTypeOf(response).toEqualTypeOf<string>();
          expectTypeOf(metadata).toEqualTypeOf<number | undefined>();
          seen.push(response.toUpperCase());
        },
        failed: (state) => {
          expectTypeOf(state).toEqualTypeOf<FailedState<number>>();
        },
        cancelled: (state) => {
          expectTypeOf(state).toEqualTypeOf<CancelledState<number>>();
        },
        pollFailed: (state) => {
          expectTypeOf(state).toEqualTypeOf<OngoingState<number>>();
        },
      }),
      shareOperation(),
      toResponse(),
    );
    expectTypeOf(response$).toEqualTypeOf<Observable<string>>();
    response$.subscribe((response) => seen.push(response));
    expect(seen).toEqual(['running', 'HELLO', 'hello']);
  });

  it('flow on in any order, up to the metadata', () => {
    const metadata$ = states$.pipe(tapOperation({ finalize: () => undefined }), untilDone(), toMetadata());
    expectTypeOf(metadata$).toEqualTypeOf<Observable<number>>();
    const seen: number[] = [];
    metadata$.pipe(map((metadata) => metadata + 1)).subscribe((metadata) => seen.push(metadata));
    expect(seen).toEqual([]);
  });

  it('are packed messages where there is no message type', () => {
    expectTypeOf(toOperationState()).toEqualTypeOf<
      OperatorFunction<OperationMessage, OperationState<PackedMessage, PackedMessage>>
    >();
    expectTypeOf(toOperationState({ metadataType: count })).toEqualTypeOf<
      OperatorFunction<OperationMessage, OperationState<PackedMessage, number>>
    >();
    const typeUrls: string[] = [];
    const packed$ = messages$.pipe(
      toOperationState(),
      tapOperation({ succeeded: ({ response }) => typeUrls.push(response.typeUrl) }),
      untilDone(),
      toResponse(),
    );
    expectTypeOf(packed$).toEqualTypeOf<Observable<PackedMessage>>();
    packed$.subscribe();
    expect(typeUrls).toEqual(['type.googleapis.com/acme.v1.Text']);
  });

  it('can be named', () => {
    expectTypeOf(untilDone<State>()).toEqualTypeOf<MonoTypeOperatorFunction<State>>();
    expectTypeOf(tapOperation<State>({})).toEqualTypeOf<MonoTypeOperatorFunction<State>>();
    expectTypeOf(tapOperation<State>)
      .parameter(0)
      .toEqualTypeOf<OperationObserver<string, number>>();
    expect(states$.pipe(untilDone<State>(), tapOperation<State>({}))).toBeDefined();
  });

  it('keep a source of some states', () => {
    const responses: string[] = [];
    const ends$ = states$.pipe(
      filter(isDoneState),
      untilDone(),
      tapOperation({
        succeeded: (state) => {
          expectTypeOf(state).toEqualTypeOf<SucceededState<string, number>>();
          responses.push(state.response);
        },
      }),
    );
    expectTypeOf(ends$).toEqualTypeOf<Observable<DoneState<string, number>>>();
    ends$.subscribe();
    expect(responses).toEqual(['hello']);
  });

  it('are not widened by an observer of any operation', () => {
    const seen: string[] = [];
    const log: OperationObserver = {
      running: (state) => {
        expectTypeOf(state).toEqualTypeOf<RunningState>();
        seen.push(state.name);
      },
    };
    const inline = { succeeded: ({ name }: SucceededState) => seen.push(name) };
    const response$ = states$.pipe(tapOperation(log), tapOperation(inline), untilDone(), toResponse());
    expectTypeOf(response$).toEqualTypeOf<Observable<string>>();
    response$.subscribe();
    expect(seen).toEqual(['operations/1', 'operations/1']);
  });

  it('refuse an observer of another operation, and one with a function that there is not', () => {
    const byText: OperationObserver<string, string> = { running: ({ metadata }) => metadata?.length };
    // @ts-expect-error the metadata is a number
    expect(states$.pipe(tapOperation(byText))).toBeDefined();
    // @ts-expect-error there is no such kind
    expect(states$.pipe(tapOperation({ ended: () => undefined }))).toBeDefined();
    // @ts-expect-error a running state has no response
    expect(states$.pipe(tapOperation({ running: ({ response }) => String(response) }))).toBeDefined();
  });

  it('refuse a source of anything else', () => {
    const names$ = of('operations/1');
    // @ts-expect-error a name is no message
    expect(names$.pipe(toOperationState())).toBeDefined();
    // @ts-expect-error a message is no state
    expect(messages$.pipe(untilDone())).toBeDefined();
    // @ts-expect-error a message is no state
    expect(messages$.pipe(tapOperation({}))).toBeDefined();
    // @ts-expect-error the response is a string
    const wrong$: Observable<number> = states$.pipe(untilDone(), toResponse());
    expect(wrong$).toBeDefined();
  });
});
