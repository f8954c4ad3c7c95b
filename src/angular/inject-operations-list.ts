import { isPlatformServer } from '@angular/common';
import {
  assertInInjectionContext,
  computed,
  DestroyRef,
  DOCUMENT,
  inject,
  Injector,
  NgZone,
  PLATFORM_ID,
  runInInjectionContext,
  signal,
  untracked,
} from '@angular/core';
import { EMPTY, merge, retry, Subject } from 'rxjs';
import type { PackedMessage } from '../core/model/packed-message.js';
import type { OperationsList } from '../core/watching/operations-list.js';
import { watchOperations } from '../core/watching/watch-operations.js';
import type { WatchOptions } from '../core/watching/watch-options.js';
import { resolveWatchOptions } from '../core/watching/watch-options.js';
import { asError } from './as-error.js';
import { hiddenOrOffline$ } from './inject-poll.js';
import { OPERATIONS_CLIENT } from './operations-client-token.js';
import type { InjectOperationsListOptions, OperationsListSignals } from './operations-list-signals.js';
import { given, POLLING_DEFAULTS } from './polling-defaults.js';
import { leavingZone } from './zones.js';

/**
 * Follows a collection of operations, for a dashboard: the `list$` of `watchOperations` as signals.
 *
 * `tolerance`, `callTimeout`, `headers`, `pauseWhile` and `scheduler` are those of `withPolling` where `options` has none.
 * Polling pauses while the page is hidden or offline, unless you set `pauseWhile`, and stops with the injection context,
 * such as a component. When it ends with an error, the rows stay and the status is `lost`.
 *
 * While the server renders, nothing is polled: the status is `pending`, and the browser makes the first sweep.
 *
 * Each call polls by itself: where many components show one collection, call it in a service.
 *
 * @throws RangeError when a number is out of its range; TypeError when `collection` is not a string, or `pauseWhile` or
 *   `pollNow` no ObservableInput.
 *
 * @example
 * ```ts
 * import { Component } from '@angular/core';
 * import { injectOperationsList } from 'rxjs-longrunning/angular';
 *
 * @Component({
 *   selector: 'app-operations',
 *   template: `
 *     {{ operations.status() }} {{ operations.error()?.message }}
 *     @for (row of operations.rows(); track row.name) {
 *       <p>{{ row.name }} {{ row.status }}</p>
 *     }
 *     <button (click)="operations.refresh()">Refresh</button>
 *   `,
 * })
 * class OperationsPage {
 *   readonly operations = injectOperationsList({ collection: 'operations', filter: 'done = false', every: 5_000 });
 * }
 * ```
 *
 * @see https://github.com/googleapis/googleapis/blob/master/google/longrunning/operations.proto
 */
export function injectOperationsList<R = PackedMessage, M = PackedMessage>({
  injector,
  ...options
}: InjectOperationsListOptions<R, M> = {}): OperationsListSignals<R, M> {
  if (!injector) assertInInjectionContext(injectOperationsList);
  return runInInjectionContext(injector ?? inject(Injector), () => follow(options));
}

/** What is known of the collection. */
interface Known<R, M> {
  readonly list?: OperationsList<R, M>;
  readonly nextPoll?: number | undefined;
  /** What ended the polling. */
  readonly lost?: Error;
}

function follow<R, M>(options: WatchOptions<R, M>): OperationsListSignals<R, M> {
  const client = inject(OPERATIONS_CLIENT);
  const zone = inject(NgZone);
  const refresh$ = new Subject<void>();
  const begin$ = refresh$.pipe(leavingZone(zone));
  const merged: WatchOptions<R, M> = {
    pauseWhile: hiddenOrOffline$(inject(DOCUMENT)),
    ...given(inject(POLLING_DEFAULTS)),
    ...given(options),
  };
  const { pauseWhile, pollNow, scheduler } = resolveWatchOptions(merged).poll;
  const { list$ } = watchOperations(client, {
    ...merged,
    pauseWhile: pauseWhile?.pipe(leavingZone(zone)),
    pollNow: merge(begin$, pollNow?.pipe(leavingZone(zone)) ?? EMPTY),
  });
  const known = signal<Known<R, M>>({});
  const next = (list: OperationsList<R, M>): void => {
    const { nextDelay } = list.poll;
    const nextPoll = nextDelay === undefined ? undefined : scheduler.now() + nextDelay;
    known.update((last) => ({ list: continued(last.list, list), nextPoll }));
  };
  const lose = (error: unknown): void => known.update(({ list }) => ({ ...(list && { list }), lost: asError(error) }));
  const lists$ = list$.pipe(
    retry({
      delay: (error) => {
        lose(error);
        return begin$;
      },
    }),
  );
  if (!isPlatformServer(inject(PLATFORM_ID))) {
    const subscription = untracked(() => zone.runOutsideAngular(() => lists$.subscribe({ next, error: lose })));
    inject(DestroyRef).onDestroy(() => subscription.unsubscribe());
  }

  const list = computed(() => known().list);
  return {
    list,
    rows: computed(() => [...(list()?.rows.values() ?? [])]),
    status: computed(() => statusOf(known())),
    error: computed(() => known().lost ?? list()?.poll.lastError),
    lastSeen: computed(() => list()?.lastSeen),
    nextPoll: computed(() => known().nextPoll),
    refresh: () => refresh$.next(),
  };
}

/** A polling that begins anew knows nothing before its first whole sweep: what was known is shown until then. */
function continued<R, M>(last: OperationsList<R, M> | undefined, list: OperationsList<R, M>): OperationsList<R, M> {
  if (last?.lastSeen === undefined || list.lastSeen !== undefined) return list;
  return { ...last, added: [], changed: [], ended: [], removed: [], poll: list.poll };
}

function statusOf({ list, lost }: Known<unknown, unknown>): 'pending' | 'live' | 'failing' | 'lost' {
  if (lost) return 'lost';
  if (!list) return 'pending';
  return list.poll.failures > 0 ? 'failing' : 'live';
}
