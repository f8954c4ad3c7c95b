import { expectTypeOf } from 'expect-type';
import type { Observable } from 'rxjs';
import type { LostState, OperationsList, OperationState, OperationsWatch, PackedMessage } from '../../src/index.js';
import { watchOperations } from '../../src/index.js';
import { count, running, text } from '../support/messages.js';
import { clientWith } from '../support/operations-client-with.js';

describe('the types of watchOperations', () => {
  it('follow the types that each watch$ is given', () => {
    const watch = watchOperations(clientWith({}));
    expectTypeOf(watch).toEqualTypeOf<OperationsWatch>();
    expectTypeOf(watch.watch$('operations/1')).toEqualTypeOf<
      Observable<OperationState<PackedMessage, PackedMessage>>
    >();
    const types = { responseType: text, metadataType: count };
    expectTypeOf(watch.watch$('operations/1', types)).toEqualTypeOf<Observable<OperationState<string, number>>>();
    expectTypeOf(watch.watch$(running(), { metadataType: count })).toEqualTypeOf<
      Observable<OperationState<PackedMessage, number>>
    >();
    expect(() => watchOperations(clientWith({})).watch$(running())).not.toThrow();
  });

  it('make rows of what typesOf says', () => {
    const watch = watchOperations(clientWith({}), { typesOf: () => ({ responseType: text, metadataType: count }) });
    expectTypeOf(watch.list$).toEqualTypeOf<Observable<OperationsList<string, number>>>();
    expectTypeOf<OperationsList<string, number>['rows']>().toEqualTypeOf<
      ReadonlyMap<string, OperationState<string, number> | LostState<number>>
    >();
    expectTypeOf(watchOperations(clientWith({})).list$).toEqualTypeOf<Observable<OperationsList>>();
    expect(watch.list$).toBeDefined();
  });

  it('refuse what is no option', () => {
    // @ts-expect-error the interval is `every`
    expect(() => watchOperations(clientWith({}), { interval: 5 })).not.toThrow();
    // @ts-expect-error a schedule is of single polls
    expect(() => watchOperations(clientWith({}), { schedule: () => 5 })).not.toThrow();
    const { list$ } = watchOperations(clientWith({}));
    // @ts-expect-error the rows are not to be changed
    expectTypeOf<OperationsList['rows']>().toHaveProperty('set');
    expectTypeOf(list$).not.toBeAny();
  });
});
