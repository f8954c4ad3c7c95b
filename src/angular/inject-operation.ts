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
import { defer, EMPTY, filter, firstValueFrom, merge, retry, Subject, takeUntil } from 'rxjs';
import { messageOf } from '../core/model/message-of.js';
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

/**
 * Follows an operation until it is done: its state as signals.
 *
 * Polling stops with the injection context, such as a component, and leaves the operation alone. It pauses while the page
 * is hidden or offline, unless `pauseWhile` has it otherwise. When the operation to follow changes, the signals are
 * `undefined` until the first state of the new one.
 *
 * While the server renders, one state is taken, for which the rendering waits. The browser goes on from there: it does
 * not ask again for an operation that is done.
 *
 * Each call polls by itself: where many components show one operation, call it in a service.
 *
 * @throws RangeError when an option is out of its range. A malformed name shows in `error`.
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
 *     <button (click)="operation.cancel()">Cancel</button>
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
  readonly state?: OperationState<R, M>;
  /** What ended the polling. */
  readonly error?: Error;
}

function follow<R, M>(target: Signal<Target>, options: PollOptions<R, M>): OperationSignals<R, M> {
  const operations = injectOperations();
  const zone = inject(NgZone);
  const refresh$ = new Subject<void>();
  const deleted$ = new Subject<Target>();
  const latest = signal<Known<R, M>>({ target: undefined });
  // What is known of the last target says nothing of the next.
  const known = computed(() => (latest().target === target() ? latest() : { target: target() }));
  const pollNow$ = merge(refresh$, options.pollNow ?? EMPTY);

  effect((onCleanup) => {
    const followed = target();
    if (followed === undefined) return;
    const start = (): string | OperationMessage => {
      const { state } = untracked(known);
      return state && hasAnswer(state) ? state.message : followed;
    };
    const next = (state: OperationState<R, M>): void => latest.set({ target: followed, state });
    const fail = (error: unknown): void => latest.set({ ...untracked(known), target: followed, error: asError(error) });
    const states$ = defer(() => operations.poll$(start(), { ...options, pollNow: pollNow$ })).pipe(
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
  const callOptions = { timeout: options.callTimeout, headers: options.headers };
  const refresh = (): void => refresh$.next();
  return {
    state,
    status: computed(() => state()?.status),
    metadata: computed(() => state()?.metadata),
    response: computed(() => responseOf(state())),
    error: computed(() => known().error ?? errorOf(state())),
    poll: computed(() => state()?.poll),
    refresh,
    cancel: async () => {
      await firstValueFrom(operations.cancel$(nameOf(untracked(known)), callOptions));
      refresh();
    },
    delete: async () => {
      const { target: deleted, ...rest } = untracked(known);
      await firstValueFrom(operations.delete$(nameOf({ target: deleted, ...rest }), callOptions));
      deleted$.next(deleted);
    },
  };
}

/** The latest name: some servers rename an operation. */
function nameOf({ target, state }: Known<unknown, unknown>): string {
  if (target === undefined) throw new TypeError('There is no operation: what injectOperation follows is undefined.');
  return state?.name ?? operationName(target);
}

function responseOf<R, M>(state: OperationState<R, M> | undefined): R | undefined {
  return state?.status === 'succeeded' ? state.response : undefined;
}

function errorOf(state: OperationState | undefined): Error | undefined {
  return state && 'error' in state ? state.error : undefined;
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(messageOf(error), { cause: error });
}
