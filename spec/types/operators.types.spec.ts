import { expectTypeOf } from 'expect-type';
import type { Observable } from 'rxjs';
import { map, of } from 'rxjs';
import { toMetadata, toResponse } from '../../operators/index.js';
import type { PackedMessage } from '../../src/index.js';
import { Operation, pollOperation$ } from '../../src/index.js';
import { count, running, succeeded, text, types } from '../support/messages.js';
import { ScriptedClient } from '../support/scripted-client.js';

const client = new ScriptedClient();
const states$ = pollOperation$(client, succeeded('hello'), { responseType: text, metadataType: count });

describe('the types of the operators', () => {
  it('toResponse gives the response type, with no type argument', () => {
    const response$ = states$.pipe(toResponse());
    expectTypeOf(response$).toEqualTypeOf<Observable<string>>();
    const lengths: number[] = [];
    response$.pipe(map(({ length }) => length)).subscribe((length) => lengths.push(length));
    expect(lengths).toEqual([5]);
  });

  it('toMetadata gives the metadata type, with no type argument', () => {
    const metadata$ = states$.pipe(toMetadata());
    expectTypeOf(metadata$).toEqualTypeOf<Observable<number>>();
    const seen: number[] = [];
    metadata$.pipe(map((metadata) => metadata.toFixed().length)).subscribe((length) => seen.push(length));
    expect(seen).toEqual([]);
  });

  it('both give packed messages where there are no types', () => {
    const packed$ = pollOperation$(client, succeeded('hello', 'all'));
    expectTypeOf(packed$.pipe(toResponse())).toEqualTypeOf<Observable<PackedMessage>>();
    expectTypeOf(packed$.pipe(toMetadata())).toEqualTypeOf<Observable<PackedMessage>>();
    const typeUrls: string[] = [];
    packed$.pipe(toMetadata()).subscribe(({ typeUrl }) => typeUrls.push(typeUrl));
    expect(typeUrls).toEqual(['type.googleapis.com/acme.v1.Text']);
  });

  it('both take the states of a handle', () => {
    const operation = new Operation(client, succeeded('hello', 'all'), { responseType: text, metadataType: count });
    expectTypeOf(operation.state$.pipe(toResponse())).toEqualTypeOf<Observable<string>>();
    expectTypeOf(operation.state$.pipe(toMetadata())).toEqualTypeOf<Observable<number>>();
    expect(client.calls).toEqual([]);
  });

  it('both refuse a source of anything else', () => {
    const numbers$ = of(5);
    const messages$ = of(running());
    const seen: unknown[] = [];
    // @ts-expect-error a number is no state
    numbers$.pipe(toResponse()).subscribe((response) => seen.push(response));
    // @ts-expect-error a message is no state
    messages$.pipe(toMetadata()).subscribe((metadata) => seen.push(metadata));
    expect(seen).toEqual([]);
  });

  it('a response of the wrong type is not assignable', () => {
    // @ts-expect-error the response is a string
    const wrong$: Observable<number> = pollOperation$(client, succeeded('hello'), types).pipe(toResponse());
    const seen: unknown[] = [];
    wrong$.subscribe((response) => seen.push(response));
    expect(seen).toEqual(['hello']);
  });
});
