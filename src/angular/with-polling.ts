import { resolvePollOptions } from '../core/polling/poll-options.js';
import type { OperationsFeature } from './provide-operations.js';
import type { PollingDefaults } from './polling-defaults.js';
import { POLLING_DEFAULTS } from './polling-defaults.js';

/**
 * How operations are polled where a caller does not say, for `provideOperations`.
 *
 * Left out, an option is that of `pollOperation$`, save for `pauseWhile`: nothing is polled while the page is hidden or
 * offline. `pauseWhile: NEVER` polls on.
 *
 * @throws RangeError when a number is out of its range.
 *
 * @example
 * ```ts
 * import { NEVER } from 'rxjs';
 * import { provideOperations, withPolling, withRest } from 'rxjs-longrunning/angular';
 *
 * provideOperations(withRest({ baseUrl: '/api' }), withPolling({ callTimeout: 5_000, pauseWhile: NEVER }));
 * ```
 */
export function withPolling(defaults: PollingDefaults): OperationsFeature<'polling'> {
  resolvePollOptions(defaults);
  return { kind: 'polling', providers: [{ provide: POLLING_DEFAULTS, useValue: defaults }] };
}
