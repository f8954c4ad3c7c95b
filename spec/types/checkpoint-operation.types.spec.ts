import { expectTypeOf } from 'expect-type';
import type { MonoTypeOperatorFunction, Observable, OperatorFunction } from 'rxjs';
import { filter, map, mergeMap, of } from 'rxjs';
import type { OperationCheckpoints } from '../../operators/index.js';
import { checkpointOperation, pollUntilDone, resumeOperations, toResponse } from '../../operators/index.js';
import type {
  DoneState,
  LostState,
  OperationMessage,
  OperationState,
  PackedMessage,
  PollError,
} from '../../src/index.js';
import { isDoneState } from '../../src/index.js';
import { count, NAME, succeeded, text } from '../support/messages.js';
import { ScriptedClient } from '../support/scripted-client.js';

type State = OperationState<string, number>;

const client = new ScriptedClient();
const polling = { responseType: text, metadataType: count } as const;
const started$ = of(succeeded('hello'));
const states$ = started$.pipe(pollUntilDone(client, polling));

describe('the types of checkpointOperation', () => {
  it('flow through a pipe of five operators without a type argument', () => {
    const seen: string[] = [];
    const length$ = started$.pipe(
      checkpointOperation({
        started: (name) => {
          expectTypeOf(name).toEqualTypeOf<string>();
          seen.push(name);
        },
      }),
      pollUntilDone(client, polling),
      checkpointOperation({
        ended: async (state) => {
          expectTypeOf(state).toEqualTypeOf<DoneState<string, number>>();
          return seen.push(state.status === 'succeeded' ? state.response : state.error.message);
        },
      }),
      toResponse(),
      map((response) => response.length),
    );
    expectTypeOf(length$).toEqualTypeOf<Observable<number>>();
    length$.subscribe();
    expect(seen).toEqual([NAME, 'hello']);
  });

  it('are those of the source: names, messages, either, states or some of them', () => {
    const store: OperationCheckpoints = {};
    expectTypeOf(of(NAME).pipe(checkpointOperation(store))).toEqualTypeOf<Observable<string>>();
    expectTypeOf(started$.pipe(checkpointOperation(store))).toEqualTypeOf<Observable<OperationMessage>>();
    expectTypeOf(of<string | OperationMessage>(NAME).pipe(checkpointOperation(store))).toEqualTypeOf<
      Observable<string | OperationMessage>
    >();
    expectTypeOf(states$.pipe(filter(isDoneState), checkpointOperation({}))).toEqualTypeOf<
      Observable<DoneState<string, number>>
    >();
    expect(states$.pipe(checkpointOperation(store))).toBeDefined();
  });

  it('are not widened by a store of any operation, and one store serves starts and ends', () => {
    const seen: string[] = [];
    const store: OperationCheckpoints<string> = {
      started: (name) => Promise.resolve(name),
      ended: ({ name, status }) => [name, status],
      lost: (name) => of(name),
    };
    const response$ = of(NAME).pipe(
      checkpointOperation(store),
      mergeMap(() => states$),
      checkpointOperation(store),
      checkpointOperation({ ended: ({ name }: OperationState) => void seen.push(name) }),
      toResponse(),
    );
    expectTypeOf(response$).toEqualTypeOf<Observable<string>>();
    expect(states$.pipe(checkpointOperation(store), toResponse())).toBeDefined();
    expect(seen).toEqual([]);
  });

  it('can be named', () => {
    expectTypeOf(checkpointOperation<State>({})).toEqualTypeOf<MonoTypeOperatorFunction<State>>();
    expectTypeOf(checkpointOperation<State>)
      .parameter(0)
      .toEqualTypeOf<OperationCheckpoints<string, number>>();
    expect(states$.pipe(checkpointOperation<State>({}))).toBeDefined();
  });

  it('refuse a store of other operations, what cannot be waited for, and a source of anything else', () => {
    const byLength: OperationCheckpoints<number> = {};
    const numbers$ = of(5);
    // @ts-expect-error the response is a string
    expect(states$.pipe(checkpointOperation(byLength))).toBeDefined();
    // @ts-expect-error a number is no input
    expect(states$.pipe(checkpointOperation({ ended: () => 5 }))).toBeDefined();
    // @ts-expect-error there is no such function
    expect(states$.pipe(checkpointOperation({ failed: () => undefined }))).toBeDefined();
    // @ts-expect-error a number is no operation
    expect(numbers$.pipe(checkpointOperation({}))).toBeDefined();
  });
});

describe('the types of resumeOperations', () => {
  it('flow from the response and the metadata type, with no type argument', () => {
    const state$ = started$.pipe(
      resumeOperations(
        client,
        {
          ended: (state) => {
            expectTypeOf(state).toEqualTypeOf<DoneState<string, number>>();
          },
          lost: (name, error) => {
            expectTypeOf(name).toEqualTypeOf<string>();
            expectTypeOf(error).toEqualTypeOf<PollError>();
          },
        },
        polling,
      ),
    );
    expectTypeOf(state$).toEqualTypeOf<Observable<State>>();
    const seen: string[] = [];
    state$.pipe(toResponse()).subscribe((response) => seen.push(response));
    expect(seen).toEqual(['hello']);
  });

  it('are packed messages where there are no types, also with a store of any operation', () => {
    const store: OperationCheckpoints = {};
    expectTypeOf(resumeOperations(client, store)).toEqualTypeOf<
      OperatorFunction<string | OperationMessage, OperationState<PackedMessage, PackedMessage>>
    >();
    expectTypeOf(resumeOperations(client, store, { metadataType: count })).toEqualTypeOf<
      OperatorFunction<string | OperationMessage, OperationState<PackedMessage, number>>
    >();
    expect(of(NAME).pipe(resumeOperations(client, store, polling))).toBeDefined();
  });

  it(`have the lost ones with onLost: 'emit'`, () => {
    const state$ = started$.pipe(resumeOperations(client, {}, { ...polling, onLost: 'emit' }));
    expectTypeOf(state$).toEqualTypeOf<Observable<State | LostState<number>>>();
    expectTypeOf(started$.pipe(resumeOperations(client, {}, { ...polling, onLost: 'error' }))).toEqualTypeOf<
      Observable<State>
    >();
    expect(state$).toBeDefined();
  });

  it('refuse a store of other operations, and an order that there is not', () => {
    const byLength: OperationCheckpoints<number> = {};
    // @ts-expect-error the response is a string
    expect(resumeOperations(client, byLength, polling)).toBeDefined();
    // @ts-expect-error ends come as they are stored
    expect(resumeOperations(client, {}, { ordered: true })).toBeDefined();
  });
});
