import { InjectionToken } from '@angular/core';
import type { PollOptions } from '../core/polling/poll-options.js';

/** How operations are polled where a caller does not say: options of `pollOperation$`, save those of one operation. */
export type PollingDefaults = Omit<PollOptions<unknown, unknown>, 'responseType' | 'metadataType' | 'pollNow'>;

/** The defaults of `withPolling`. */
export const POLLING_DEFAULTS = new InjectionToken<PollingDefaults>('PollingDefaults', {
  providedIn: 'root',
  factory: () => ({}),
});

/** The options that have a value: one that is `undefined` shall not hide a default. */
export function given<T extends object>(options: T): Partial<T> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Partial<T>;
}
