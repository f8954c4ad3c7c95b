import { expectTypeOf } from 'expect-type';
import type { MonoTypeOperatorFunction, Observable } from 'rxjs';
import { of } from 'rxjs';
import { shareOperation, toMetadata, toResponse } from '../../operators/index.js';
import type { OperationState } from '../../src/index.js';
import { pollOperation$ } from '../../src/index.js';
import { count, running, succeeded, text } from '../support/messages.js';
import { ScriptedClient } from '../support/scripted-client.js';

const polled$ = pollOperation$(new ScriptedClient(), succeeded('hello'), { responseType: text, metadataType: count });

describe('the types of shareOperation', () => {
  it('are those of the source, with no type argument', () => {
    const states$ = polled$.pipe(shareOperation());
    expectTypeOf(states$).toEqualTypeOf<Observable<OperationState<string, number>>>();
    expectTypeOf(states$.pipe(toMetadata())).toEqualTypeOf<Observable<number>>();
    const responses: string[] = [];
    states$.pipe(toResponse()).subscribe((response) => responses.push(response));
    expect(responses).toEqual(['hello']);
  });

  it('are inferred in the midst of a pipe, and can be named', () => {
    expectTypeOf(polled$.pipe(shareOperation(), toResponse())).toEqualTypeOf<Observable<string>>();
    const named = shareOperation<string, number>();
    expectTypeOf(named).toEqualTypeOf<MonoTypeOperatorFunction<OperationState<string, number>>>();
    expect(polled$.pipe(named)).toBeDefined();
  });

  it('refuse a source of anything else', () => {
    const messages$ = of(running());
    const seen: unknown[] = [];
    // @ts-expect-error a message is no state
    messages$.pipe(shareOperation()).subscribe((message: unknown) => seen.push(message));
    expect(seen.length).toBe(1);
  });
});
