import type { Signal } from '@angular/core';
import {
  assertInInjectionContext,
  computed,
  effect,
  inject,
  Injector,
  NgZone,
  runInInjectionContext,
  signal,
  untracked,
} from '@angular/core';
import { asyncScheduler, defer, EMPTY, filter, firstValueFrom, merge, retry, Subject, takeUntil } from 'rxjs';
import type { LostState } from '../core/model/lost-state.js';
import { lostState, unpolled } from '../core/model/lost-state.js';
import type { OperationMessage } from '../core/model/operation-message.js';
import { operationName } from '../core/model/operation-name.js';
import type { OperationState } from '../core/model/operation-state.js';
import { hasAnswer } from '../core/model/operation-state.js';
import type { PackedMessage } from '../core/model/packed-message.js';
import type { PollOptions } from '../core/polling/poll-options.js';
import { resolvePollOptions } from '../core/polling/poll-options.js';
import type { FollowedOperation } from './followed-operation.js';
import { followedBy } from './followed-operation.js';
import { injectOperations } from './inject-operations.js';
import type { InjectOperationOptions, OperationSignals } from './operation-signals.js';
import { POLLING_DEFAULTS } from './polling-defaults.js';
import { ShownFailure } from './shown-failure.js';

/**
 * Follows an operation until it is done: its state as signals.
 *
 * Polling stops with the injection context, such as a component, and leaves the operation alone. It pauses while the page
 * is hidden or offline, unless you set `pauseWhile`. When the operation to follow changes, the signals are
 * `undefined` until the first state of the new one. When polling ends with an error, the state is `lost`, and no signal
 * says that the operation runs or that another poll is to come.
 *
 * While the server renders, one state is taken, for which the rendering waits. The browser goes on from there: it does
 * not ask again for an operation that is done.
 *
 * Each call polls by itself: where many components show one operation, call it in a service.
 *
 * @throws RangeError when an option is out of its range. A malformed name is a `lost` state.
 *
 * @example
 * ```ts
 * import { Component, input } from '@angular/core';
 * import { injectOperation } from 'rxjs-longrunning/angular';
 *
 * @Component({
 *   selector: 'app-operation',
 *   template: `
 *     {{ operation.status() }} {{ operation.error()?.message }}
 *     <button (click)="operation.cancel()">Cancel</button> {{ operation.cancelError()?.message }}
 *   `,
 * })
 * class OperationPage {
 *   readonly name = input.required<string>();
 *   readonly operation = injectOperation(this.name);
 * }
 * ```
 */
export function injectOperation<R = PackedMessage, M = PackedMessage>(
  operation: FollowedOperation,
  { injector, ...options }: InjectOperationOptions<R, M> = {},
): OperationSignals<R, M> {
  if (!injector) assertInInjectionContext(injectOperation);
  resolvePollOptions(options);
  return runInInjectionContext(injector ?? inject(Injector), () => follow(computed(followedBy(operation)), options));
}

type Target = string | OperationMessage | undefined;

/** What is known of a target. */
interface Known<R, M> {
  readonly target: Target;
  readonly state?: OperationState<R, M> | LostState<M>;
}

function follow<R, M>(target: Signal<Target>, options: PollOptions<R, M>): OperationSignals<R, M> {
  const operations = injectOperations();
  const zone = inject(NgZone);
  const scheduler = options.scheduler ?? inject(POLLING_DEFAULTS).scheduler ?? asyncScheduler;
  const refresh$ = new Subject<void>();
  const deleted$ = new Subject<Target>();
  const latest = signal<Known<R, M>>({ target: undefined });
  // What is known of the last target says nothing of the next.
  const known = computed(() => (latest().target === target() ? latest() : { target: target() }));
  const pollNow$ = merge(refresh$, options.pollNow ?? EMPTY);

  effect((onCleanup) => {
    const followed = target();
    if (followed === undefined) return;
    // A polling that begins anew goes on from the last answer.
    let start: string | OperationMessage = followed;
    let last: Parameters<typeof lostState<M>>[0] = unpolled(start, options);
    const next = (state: OperationState<R, M>): void => {
      last = state;
      if (hasAnswer(state)) start = state.message;
      latest.set({ target: followed, state });
    };
    const fail = (error: unknown): void =>
      latest.set({ target: followed, state: lostState(last, error, scheduler.now()) });
    const states$ = defer(() => {
      last = unpolled(start, options);
      return operations.poll$(start, { ...options, pollNow: pollNow$ });
    }).pipe(
      retry({
        delay: (error) => {
          fail(error);
          return refresh$;
        },
      }),
      takeUntil(deleted$.pipe(filter((deleted) => deleted === followed))),
    );
    const subscription = untracked(() => zone.runOutsideAngular(() => states$.subscribe({ next, error: fail })));
    onCleanup(() => subscription.unsubscribe());
  });

  const state = computed(() => known().state);
  const cancelling = new ShownFailure(target);
  const deleting = new ShownFailure(target);
  const callOptions = { timeout: options.callTimeout, headers: options.headers };
  const refresh = (): void => refresh$.next();
  return {
    state,
    status: computed(() => state()?.status),
    metadata: computed(() => state()?.metadata),
    response: computed(() => responseOf(state())),
    error: computed(() => errorOf(state())),
    poll: computed(() => state()?.poll),
    cancelError: cancelling.error,
    deleteError: deleting.error,
    refresh,
    cancel: () =>
      cancelling.request(async () => {
        await firstValueFrom(operations.cancel$(nameOf(untracked(known)), callOptions));
        refresh();
      }),
    delete: () =>
      deleting.request(async () => {
        const { target: deleted, ...rest } = untracked(known);
        await firstValueFrom(operations.delete$(nameOf({ target: deleted, ...rest }), callOptions));
        deleted$.next(deleted);
        latest.update((last) => (last.target === deleted ? notPolled(last) : last));
      }),
  };
}

/** The latest name: some servers rename an operation. */
function nameOf({ target, state }: Known<unknown, unknown>): string {
  if (target === undefined) throw new TypeError('There is no operation: what injectOperation follows is undefined.');
  return state?.name ?? operationName(target);
}

/** There is no next poll any more. */
function notPolled<R, M>({ target, state }: Known<R, M>): Known<R, M> {
  if (!state) return { target };
  const { nextDelay, ...poll } = state.poll;
  return { target, state: { ...state, poll } };
}

function responseOf<R, M>(state: OperationState<R, M> | LostState<M> | undefined): R | undefined {
  return state?.status === 'succeeded' ? state.response : undefined;
}

function errorOf(state: OperationState | LostState | undefined): Error | undefined {
  return state && 'error' in state ? state.error : undefined;
}
