import type { EnvironmentProviders } from '@angular/core';
import { inject, InjectionToken, makeEnvironmentProviders } from '@angular/core';
import { NEVER } from 'rxjs';
import type { PackedMessage } from '../core/model/packed-message.js';
import type { ScriptedOperations, ScriptedOperationsOptions } from '../testing/scripted-operations.js';
import { scriptedOperations } from '../testing/scripted-operations.js';
import type { OperationScript } from '../testing/shorthand.js';
import type { PollingDefaults } from './polling-defaults.js';
import { provideOperations } from './provide-operations.js';
import { withClient } from './with-client.js';
import { withPolling } from './with-polling.js';

/** How the scripted client answers, and how operations are polled. The `scheduler` is for both. */
export type OperationsTestingOptions<R = PackedMessage, M = PackedMessage> = ScriptedOperationsOptions<R, M> &
  PollingDefaults;

/** The client of `provideOperationsTesting`, with its records of the calls: `TestBed.inject(SCRIPTED_OPERATIONS)`. */
export const SCRIPTED_OPERATIONS = new InjectionToken<ScriptedOperations>('ScriptedOperations');

/**
 * Provides a scripted client in place of a server, for tests: that of `scriptedOperations` in `rxjs-longrunning/testing`.
 *
 * Polling never pauses, unless you set `pauseWhile`. With a `scheduler` of virtual time, all delays are the
 * test's.
 *
 * @throws RangeError when a number of the polling is out of its range; at the first injection, what `scriptedOperations`
 *   throws.
 *
 * @example
 * ```ts
 * import { TestBed } from '@angular/core/testing';
 * import { injectOperation, provideOperationsTesting } from 'rxjs-longrunning/angular';
 * import { VirtualTimeScheduler } from 'rxjs';
 *
 * const scheduler = new VirtualTimeScheduler();
 * TestBed.configureTestingModule({ providers: [provideOperationsTesting({ 'operations/1': 'rrs' }, { scheduler })] });
 * const operation = TestBed.runInInjectionContext(() => injectOperation('operations/1'));
 *
 * TestBed.tick();
 * console.log(operation.status()); // running
 * scheduler.flush();
 * console.log(operation.status()); // succeeded
 * ```
 */
export function provideOperationsTesting<R = PackedMessage, M = PackedMessage>(
  scripts: Readonly<Record<string, OperationScript<NoInfer<R>, NoInfer<M>>>>,
  options: OperationsTestingOptions<R, M> = {},
): EnvironmentProviders {
  const { responseType, metadataType, values, latency, cancels, failing, ...polling } = options;
  const script = { responseType, metadataType, values, latency, cancels, failing, scheduler: polling.scheduler };
  return makeEnvironmentProviders([
    { provide: SCRIPTED_OPERATIONS, useFactory: () => scriptedOperations(scripts, script) },
    provideOperations(
      withClient(() => inject(SCRIPTED_OPERATIONS)),
      withPolling({ ...polling, pauseWhile: polling.pauseWhile ?? NEVER }),
    ),
  ]);
}
