import { expectTypeOf } from 'expect-type';
import type { Observable } from 'rxjs';
import { filter, map, of, toArray } from 'rxjs';
import type { AwaitOperationOptions } from '../../operators/index.js';
import {
  awaitOperation,
  cancelWhen,
  checkpointOperation,
  pollUntilDone,
  shareOperation,
  tapOperation,
  toMetadata,
  toResponse,
} from '../../operators/index.js';
import type { DoneState, LostState, OperationError, OperationState, PackedMessage } from '../../src/index.js';
import { count, NAME, succeeded, text } from '../support/messages.js';
import { ScriptedClient } from '../support/scripted-client.js';

const client = new ScriptedClient();
const polling = { responseType: text, metadataType: count } as const;
const done$ = of(succeeded('hello'));

describe('the types of awaitOperation', () => {
  it('flow from the response type, with no type argument', () => {
    const response$ = of('operations/1').pipe(awaitOperation(client, { responseType: text }));
    expectTypeOf(response$).toEqualTypeOf<Observable<string>>();
    expectTypeOf(done$.pipe(awaitOperation(client, polling))).toEqualTypeOf<Observable<string>>();
    const lengths: number[] = [];
    done$
      .pipe(
        awaitOperation(client, polling),
        map(({ length }) => length),
      )
      .subscribe((length) => lengths.push(length));
    expect(lengths).toEqual([5]);
  });

  it(`are those of the last states with onFailure: 'emit'`, () => {
    const state$ = done$.pipe(awaitOperation(client, { ...polling, onFailure: 'emit' }));
    expectTypeOf(state$).toEqualTypeOf<Observable<DoneState<string, number> | LostState<number>>>();
    const untyped$ = of(NAME).pipe(awaitOperation(client, { responseType: text, onFailure: 'emit' }));
    expectTypeOf(untyped$).toEqualTypeOf<Observable<DoneState<string, PackedMessage> | LostState<PackedMessage>>>();
    const seen: string[] = [];
    state$.subscribe((state) => seen.push(state.status === 'succeeded' ? state.response : state.error.message));
    expect(seen).toEqual(['hello']);
  });

  it(`are those of the responses with onFailure: 'error', and of either when it is not known which`, () => {
    const spoken$ = done$.pipe(awaitOperation(client, { ...polling, onFailure: 'error' }));
    expectTypeOf(spoken$).toEqualTypeOf<Observable<string>>();
    const onFailure = client.calls.length > 0 ? 'emit' : 'error';
    const either$ = done$.pipe(awaitOperation(client, { ...polling, onFailure }));
    expectTypeOf(either$).toEqualTypeOf<Observable<string | DoneState<string, number> | LostState<number>>>();
    const options: AwaitOperationOptions<string, number> = polling;
    expectTypeOf(done$.pipe(awaitOperation(client, options))).toEqualTypeOf<Observable<string>>();
    const seen: string[] = [];
    spoken$.subscribe((response) => seen.push(response));
    expect(seen).toEqual(['hello']);
  });

  it('are packed messages where there are no types', () => {
    expectTypeOf(of(NAME).pipe(awaitOperation(client))).toEqualTypeOf<Observable<PackedMessage>>();
    const emitted$ = done$.pipe(awaitOperation(client, { onFailure: 'emit', concurrency: 2 }));
    expectTypeOf(emitted$).toEqualTypeOf<
      Observable<DoneState<PackedMessage, PackedMessage> | LostState<PackedMessage>>
    >();
    const typeUrls: string[] = [];
    done$.pipe(awaitOperation(client)).subscribe(({ typeUrl }) => typeUrls.push(typeUrl));
    expect(typeUrls).toEqual(['type.googleapis.com/acme.v1.Text']);
  });

  it('flow through a pipe of five operators', () => {
    const length$ = done$.pipe(
      awaitOperation(client, { ...polling, concurrency: 2, onFailure: 'emit' }),
      tapOperation({
        succeeded: ({ response }) => expectTypeOf(response).toEqualTypeOf<string>(),
        failed: ({ metadata }) => expectTypeOf(metadata).toEqualTypeOf<number | undefined>(),
        lost: (state) => expectTypeOf(state).toEqualTypeOf<LostState<number>>(),
      }),
      toResponse(),
      map((response) => response.length),
      toArray(),
    );
    expectTypeOf(length$).toEqualTypeOf<Observable<number[]>>();
    const seen: number[][] = [];
    length$.subscribe((lengths) => seen.push(lengths));
    expect(seen).toEqual([[5]]);
  });

  it('narrow by the status, a lost one included', () => {
    const seen: unknown[] = [];
    done$.pipe(awaitOperation(client, { ...polling, onFailure: 'emit' })).subscribe((state) => {
      if (state.status === 'succeeded') seen.push(state.response);
      else if (state.status === 'lost') expectTypeOf(state.error).toEqualTypeOf<Error>();
      else expectTypeOf(state.error).toEqualTypeOf<OperationError>();
    });
    // @ts-expect-error what is lost is said by onFailure
    expect(done$.pipe(awaitOperation(client, { onLost: 'emit' }))).toBeDefined();
    expect(seen).toEqual(['hello']);
  });

  it('refuse a source of anything else, and other words for onFailure', () => {
    const errors: unknown[] = [];
    const numbers$ = of(5);
    // @ts-expect-error a number is no operation
    numbers$.pipe(awaitOperation(client)).subscribe({ error: (error: unknown) => errors.push(error) });
    // @ts-expect-error there is no such way to fail
    const wrong$: Observable<unknown> = done$.pipe(awaitOperation(client, { onFailure: 'ignore' }));
    expect(wrong$).toBeDefined();
    expect(errors).toEqual([jasmine.any(TypeError)]);
  });
});

describe('the types of pollUntilDone', () => {
  it('flow from the response and the metadata type, with no type argument', () => {
    const state$ = done$.pipe(pollUntilDone(client, polling));
    expectTypeOf(state$).toEqualTypeOf<Observable<OperationState<string, number>>>();
    const half$ = of(NAME).pipe(pollUntilDone(client, { metadataType: count, ordered: true }));
    expectTypeOf(half$).toEqualTypeOf<Observable<OperationState<PackedMessage, number>>>();
    expectTypeOf(of(NAME).pipe(pollUntilDone(client))).toEqualTypeOf<
      Observable<OperationState<PackedMessage, PackedMessage>>
    >();
    const seen: string[] = [];
    state$.subscribe(({ status }) => seen.push(status));
    expect(seen).toEqual(['succeeded']);
  });

  it('flow through pipes of five operators', () => {
    const length$ = done$.pipe(
      pollUntilDone(client, { ...polling, concurrency: 2 }),
      tapOperation({ running: ({ metadata }) => expectTypeOf(metadata).toEqualTypeOf<number | undefined>() }),
      shareOperation(),
      toResponse(),
      map((response) => response.length),
    );
    expectTypeOf(length$).toEqualTypeOf<Observable<number>>();
    const percent$ = done$.pipe(
      pollUntilDone(client, polling),
      tapOperation({ pollFailed: ({ poll }) => poll.nextDelay }),
      toMetadata(),
      filter((metadata) => metadata > 0),
      map((metadata) => metadata.toFixed()),
    );
    expectTypeOf(percent$).toEqualTypeOf<Observable<string>>();
    const seen: number[] = [];
    length$.subscribe((length) => seen.push(length));
    expect(seen).toEqual([5]);
  });

  it(`have the lost ones with onLost: 'emit' alone, and when it is not known which`, () => {
    type States = OperationState<string, number>;
    const kept$ = done$.pipe(pollUntilDone(client, { ...polling, onLost: 'emit' }));
    expectTypeOf(kept$).toEqualTypeOf<Observable<States | LostState<number>>>();
    const thrown$ = done$.pipe(pollUntilDone(client, { ...polling, onLost: 'error' }));
    expectTypeOf(thrown$).toEqualTypeOf<Observable<States>>();
    const onLost = client.calls.length > 0 ? 'emit' : 'error';
    const either$ = done$.pipe(pollUntilDone(client, { ...polling, onLost }));
    expectTypeOf(either$).toEqualTypeOf<Observable<States | LostState<number>>>();
    // @ts-expect-error there is no such way to be lost
    expect(done$.pipe(pollUntilDone(client, { onLost: 'ignore' }))).toBeDefined();
    const seen: string[] = [];
    kept$.subscribe((state) => seen.push(state.status === 'lost' ? state.error.message : state.status));
    expect(seen).toEqual(['succeeded']);
  });

  it('flow on with the lost ones through a pipe of five operators', () => {
    const length$ = done$.pipe(
      pollUntilDone(client, { ...polling, onLost: 'emit' }),
      cancelWhen(client, ({ metadata = 0 }) => metadata > 100),
      checkpointOperation({
        ended: (state) => {
          expectTypeOf(state).toEqualTypeOf<DoneState<string, number>>();
        },
      }),
      tapOperation({
        succeeded: ({ response }) => expectTypeOf(response).toEqualTypeOf<string>(),
        lost: ({ metadata }) => expectTypeOf(metadata).toEqualTypeOf<number | undefined>(),
      }),
      toResponse(),
      map((response) => response.length),
    );
    expectTypeOf(length$).toEqualTypeOf<Observable<number>>();
    const seen: number[] = [];
    length$.subscribe((length) => seen.push(length));
    expect(seen).toEqual([5]);
  });

  it('refuse a source of anything else', () => {
    const errors: unknown[] = [];
    const numbers$ = of(5);
    // @ts-expect-error a number is no operation
    numbers$.pipe(pollUntilDone(client)).subscribe({ error: (error: unknown) => errors.push(error) });
    expect(errors).toEqual([jasmine.any(TypeError)]);
  });
});
