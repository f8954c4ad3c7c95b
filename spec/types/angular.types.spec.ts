import '@angular/compiler';
import type { ResourceRef, Signal } from '@angular/core';
import { signal } from '@angular/core';
import { expectTypeOf } from 'expect-type';
import type { Observable } from 'rxjs';
import type { OperationSignals, Operations, OperationsListSignals } from '../../src/angular/index.js';
import {
  injectOperation,
  injectOperationsList,
  operationResource,
  provideOperations,
  withPolling,
} from '../../src/angular/index.js';
import type { LostState, OperationRow, OperationState, PackedMessage, PollInfo } from '../../src/index.js';
import { fixedInterval } from '../../src/index.js';
import { count, NAME, running, text } from '../support/messages.js';

const types = { responseType: text, metadataType: count };
/** Checked by the compiler, and never called: they are for an injection context. */
const inContext = {
  typed: () => injectOperation(NAME, types),
  plain: () => injectOperation(NAME),
  list: () => injectOperationsList({ typesOf: () => types }),
  plainList: () => injectOperationsList(),
  resource: () => operationResource(signal<string | undefined>(NAME), types),
};

describe('the types of rxjs-longrunning/angular', () => {
  it('of the signals are inferred from responseType and metadataType', () => {
    expectTypeOf(inContext.typed).returns.toEqualTypeOf<OperationSignals<string, number>>();
    expectTypeOf(inContext.typed).returns.toHaveProperty('response').toEqualTypeOf<Signal<string | undefined>>();
    expectTypeOf(inContext.typed).returns.toHaveProperty('metadata').toEqualTypeOf<Signal<number | undefined>>();
    expectTypeOf(inContext.typed).returns.toHaveProperty('poll').toEqualTypeOf<Signal<PollInfo | undefined>>();
    expectTypeOf(inContext.typed).returns.toHaveProperty('error').toEqualTypeOf<Signal<Error | undefined>>();
    expectTypeOf(inContext.typed).returns.toHaveProperty('cancelError').toEqualTypeOf<Signal<Error | undefined>>();
    expectTypeOf(inContext.typed)
      .returns.toHaveProperty('state')
      .toEqualTypeOf<Signal<OperationState<string, number> | LostState<number> | undefined>>();
    expectTypeOf(inContext.typed)
      .returns.toHaveProperty('status')
      .toEqualTypeOf<Signal<'unknown' | 'running' | 'succeeded' | 'failed' | 'cancelled' | 'lost' | undefined>>();
    expectTypeOf(inContext.plain).returns.toEqualTypeOf<OperationSignals>();
    expect(inContext.typed).toThrowError(/injectOperation/);
  });

  it('of the rows of a list are inferred from typesOf', () => {
    expectTypeOf(inContext.list).returns.toEqualTypeOf<OperationsListSignals<string, number>>();
    expectTypeOf(inContext.list)
      .returns.toHaveProperty('rows')
      .toEqualTypeOf<Signal<readonly OperationRow<string, number>[]>>();
    expectTypeOf(inContext.plainList).returns.toEqualTypeOf<OperationsListSignals>();
    // @ts-expect-error a list shows one collection
    expect(() => injectOperationsList({ collectionOf: () => undefined })).toThrow();
    expect(inContext.list).toThrowError(/injectOperationsList/);
  });

  it('of a resource are those of its states', () => {
    type States = OperationState<string, number>;
    expectTypeOf(inContext.resource).returns.toEqualTypeOf<ResourceRef<States | undefined>>();
    const known = (resource: ResourceRef<States | undefined>) => (resource.hasValue() ? resource.value() : undefined);
    expectTypeOf(known).returns.toEqualTypeOf<States | undefined>();
    expect(inContext.resource).toThrowError(/operationResource/);
  });

  it('of poll$ are those of pollOperation$', () => {
    const poll = (operations: Operations) => operations.poll$(running(), { metadataType: count });
    expectTypeOf(poll).returns.toEqualTypeOf<Observable<OperationState<PackedMessage, number>>>();
    expect(poll).toBeInstanceOf(Function);
  });

  it('follow a name, a message, or a function of them', () => {
    const follow: (operation: Parameters<typeof injectOperation>[0]) => void = () => undefined;
    follow(NAME);
    follow(running());
    follow(signal(NAME));
    follow(() => undefined);
    // @ts-expect-error a number names no operation
    follow(7);
    expect(follow).toBeInstanceOf(Function);
  });

  it('a schedule takes what the operation is typed with, and that of withPolling any', () => {
    const typed = () => injectOperation(NAME, { ...types, schedule: (_, { metadata = 1 }) => metadata * 1_000 });
    expectTypeOf(typed).returns.toEqualTypeOf<OperationSignals<string, number>>();
    expect(withPolling({ schedule: fixedInterval(1_000) }).kind).toBe('polling');
    // @ts-expect-error types belong to one operation
    expect(() => withPolling(types)).not.toThrow();
    // @ts-expect-error a client is no feature
    expect(() => provideOperations({ getOperation: () => undefined })).toThrow();
  });
});
