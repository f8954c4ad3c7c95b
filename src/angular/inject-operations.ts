import { assertInInjectionContext, inject, Injector, runInInjectionContext } from '@angular/core';
import type { Observable } from 'rxjs';
import { cancel$ } from '../core/client/cancel.js';
import { delete$ } from '../core/client/delete.js';
import { getOperation$ } from '../core/client/get-operation.js';
import { listOperations$ } from '../core/client/list-operations.js';
import type { CallOptions, ListOperationsRequest, OperationsClient } from '../core/client/operations-client.js';
import type { OperationMessage } from '../core/model/operation-message.js';
import type { OperationRef } from '../core/model/operation-name.js';
import { resolvePollOptions } from '../core/polling/poll-options.js';
import type { Poll } from './inject-poll.js';
import { injectPoll } from './inject-poll.js';
import { OPERATIONS_CLIENT } from './operations-client-token.js';
import { given, POLLING_DEFAULTS } from './polling-defaults.js';

/**
 * The client of `provideOperations`, and the factories of `rxjs-longrunning` bound to it: cold Observables, for the
 * `async` pipe and for `toSignal`. Calls take `callTimeout` and `headers` from `withPolling` where `options` has none.
 */
export interface Operations {
  readonly client: OperationsClient;
  /** `getOperation$` */
  get$(operation: OperationRef, options?: CallOptions): Observable<OperationMessage>;
  /** `listOperations$` */
  list$(request: ListOperationsRequest, options?: CallOptions): Observable<OperationMessage>;
  /**
   * `pollOperation$`, outside of Angular's zone, and with the options of `withPolling` where `options` has none. While
   * the server renders, it emits one state, for which the rendering waits, and completes. In the browser that state is
   * the first, as if polled there, until the application is stable; not so where two clients polled the same name.
   */
  readonly poll$: Poll;
  /** `cancel$` */
  cancel$(operation: OperationRef, options?: CallOptions): Observable<void>;
  /** `delete$` */
  delete$(operation: OperationRef, options?: CallOptions): Observable<void>;
}

/**
 * The client that `provideOperations` provides, with the factories bound to it.
 *
 * @param options `injector`: where to inject from, outside of an injection context.
 *
 * @example
 * ```ts
 * import { toSignal } from '@angular/core/rxjs-interop';
 * import { injectOperations } from 'rxjs-longrunning/angular';
 * import { toArray } from 'rxjs';
 *
 * function injectAll() {
 *   const operations = injectOperations();
 *   return toSignal(operations.list$({ name: 'operations' }).pipe(toArray()), { initialValue: [] });
 * }
 * ```
 */
export function injectOperations({ injector }: { readonly injector?: Injector | undefined } = {}): Operations {
  if (!injector) assertInInjectionContext(injectOperations);
  return runInInjectionContext(injector ?? inject(Injector), () => {
    const client = inject(OPERATIONS_CLIENT);
    const defaults = resolvePollOptions(inject(POLLING_DEFAULTS)).callOptions;
    const call = (options: CallOptions = {}): CallOptions => ({ ...defaults, ...given(options) });
    return {
      client,
      get$: (operation, options) => getOperation$(client, operation, call(options)),
      list$: (request, options) => listOperations$(client, request, call(options)),
      poll$: injectPoll(),
      cancel$: (operation, options) => cancel$(client, operation, call(options)),
      delete$: (operation, options) => delete$(client, operation, call(options)),
    };
  });
}
