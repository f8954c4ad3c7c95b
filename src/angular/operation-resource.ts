import type { ResourceRef } from '@angular/core';
import { assertInInjectionContext, inject, Injector } from '@angular/core';
import { rxResource } from '@angular/core/rxjs-interop';
import type { OperationState } from '../core/model/operation-state.js';
import type { PackedMessage } from '../core/model/packed-message.js';
import { resolvePollOptions } from '../core/polling/poll-options.js';
import type { FollowedOperation } from './followed-operation.js';
import { followedBy } from './followed-operation.js';
import { injectOperations } from './inject-operations.js';
import type { InjectOperationOptions } from './operation-signals.js';

/**
 * Follows an operation as one of Angular's resources, whose value is the latest state.
 *
 * An operation that failed is a value, too. The resource is in `error` when polling cannot go on; `reload()` polls anew.
 * It is `idle` while there is no operation to follow. Polls as `injectOperation` does.
 *
 * @throws RangeError when an option is out of its range.
 *
 * @example
 * ```ts
 * import { computed, type Signal } from '@angular/core';
 * import { operationResource } from 'rxjs-longrunning/angular';
 *
 * function injectProgress(name: Signal<string | undefined>): Signal<string> {
 *   const operation = operationResource(name);
 *   return computed(() => (operation.hasValue() ? operation.value().status : operation.status()));
 * }
 * ```
 */
export function operationResource<R = PackedMessage, M = PackedMessage>(
  operation: FollowedOperation,
  { injector, ...options }: InjectOperationOptions<R, M> = {},
): ResourceRef<OperationState<R, M> | undefined> {
  if (!injector) assertInInjectionContext(operationResource);
  resolvePollOptions(options);
  const from = injector ?? inject(Injector);
  const operations = injectOperations({ injector: from });
  return rxResource({
    params: followedBy(operation),
    stream: ({ params }) => operations.poll$(params, options),
    injector: from,
  });
}
