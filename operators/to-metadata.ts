import type { OperatorFunction } from 'rxjs';
import { distinctUntilChanged, filter, map } from 'rxjs';
import { isSamePacked } from '../src/core/model/is-same-packed.js';
import type { OperationState } from '../src/core/model/operation-state.js';

/**
 * From states to metadata: the metadata of each state in which it is another than before, not of each poll.
 *
 * ```
 * states   --a--a--b--s|
 * toMetadata()
 * metadata --A-----B---|
 * ```
 *
 * States without metadata, or with some that does not unpack, are left out. For the states of one operation.
 *
 * @example
 * ```ts
 * import { pollOperation$ } from 'rxjs-longrunning';
 * import { toMetadata } from 'rxjs-longrunning/operators';
 *
 * pollOperation$(client, 'operations/123')
 *   .pipe(toMetadata())
 *   .subscribe((metadata) => console.log(metadata.typeUrl));
 * ```
 */
export function toMetadata<M>(): OperatorFunction<OperationState<unknown, M>, M> {
  return (states$) =>
    states$.pipe(
      filter((state): state is OperationState<unknown, M> & { readonly metadata: M } => state.metadata !== undefined),
      distinctUntilChanged((before, now) => isSamePacked(before.message.metadata, now.message.metadata)),
      map(({ metadata }) => metadata),
    );
}
