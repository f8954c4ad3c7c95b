import type { EnvironmentProviders, Provider } from '@angular/core';
import { APP_BOOTSTRAP_LISTENER, inject, makeEnvironmentProviders } from '@angular/core';
import { noop } from 'rxjs';
import { HANDOVER } from './handover.js';

/** What a feature of `provideOperations` is about. */
export type OperationsFeatureKind = 'client' | 'polling';

/** A feature of `provideOperations`: what `withRest`, `withHttpClient`, `withClient` and `withPolling` make. */
export interface OperationsFeature<K extends OperationsFeatureKind = OperationsFeatureKind> {
  readonly kind: K;
  readonly providers: readonly Provider[];
}

/**
 * Provides a client of operations, and how to poll them, to `injectOperation` and its like.
 *
 * @param features one client, and `withPolling` or not.
 * @throws TypeError when there is no client, or two features of a kind.
 *
 * @example
 * ```ts
 * import type { ApplicationConfig } from '@angular/core';
 * import { fixedInterval } from 'rxjs-longrunning';
 * import { provideOperations, withHttpClient, withPolling } from 'rxjs-longrunning/angular';
 *
 * const config: ApplicationConfig = {
 *   providers: [provideOperations(withHttpClient({ baseUrl: '/api' }), withPolling({ schedule: fixedInterval(2_000) }))],
 * };
 * ```
 */
export function provideOperations(...features: readonly OperationsFeature[]): EnvironmentProviders {
  const count = (kind: OperationsFeatureKind): number => features.filter((feature) => feature.kind === kind).length;
  if (count('client') !== 1) {
    throw new TypeError(
      'provideOperations expects one client, of withRest(…), withHttpClient(…) or withClient(…); ' +
        `found ${count('client')}.`,
    );
  }
  if (count('polling') > 1) {
    throw new TypeError(`provideOperations expects one withPolling(…) at most; found ${count('polling')}.`);
  }
  return makeEnvironmentProviders([...features.flatMap(({ providers }) => providers), AGEING]);
}

/** Has the handover know when the application is stable, even where nothing is polled before. */
const AGEING: Provider = {
  provide: APP_BOOTSTRAP_LISTENER,
  multi: true,
  useFactory: () => {
    inject(HANDOVER);
    return noop;
  },
};
