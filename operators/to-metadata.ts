import type { OperatorFunction } from 'rxjs';
import { distinctUntilChanged, filter, map } from 'rxjs';
import type { OperationState } from '../src/core/model/operation-state.js';
import type { PackedMessage } from '../src/core/model/packed-message.js';
import { isSameJson } from '../src/core/model/same-json.js';

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
      distinctUntilChanged((before, now) => isSame(before.message.metadata, now.message.metadata)),
      map(({ metadata }) => metadata),
    );
}

function isSame(a: PackedMessage | undefined, b: PackedMessage | undefined): boolean {
  if (a?.typeUrl !== b?.typeUrl) return false;
  if (a && b && 'value' in a && 'value' in b) {
    return a.value.length === b.value.length && a.value.every((byte, index) => byte === b.value[index]);
  }
  return isSameJson(a, b);
}
