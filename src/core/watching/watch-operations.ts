import type { Subscriber, TeardownLogic } from 'rxjs';
import { Observable, ReplaySubject, share, Subscription } from 'rxjs';
import type { OperationsClient } from '../client/operations-client.js';
import type { OperationLike } from '../model/operation-message-of.js';
import type { OngoingState, OperationState, OperationTypes } from '../model/operation-state.js';
import type { PackedMessage } from '../model/packed-message.js';
import { knownState } from '../polling/known-state.js';
import { paceInputs$ } from '../polling/pace-inputs.js';
import type { PollSettings } from '../polling/poll-options.js';
import { CollectionPolling } from './collection-polling.js';
import { LiveList } from './live-list.js';
import type { OperationsList } from './operations-list.js';
import { Turns } from './turns.js';
import type { WatchOptions, WatchSettings } from './watch-options.js';
import { resolveWatchOptions } from './watch-options.js';

/** Watches many operations of one client. */
export interface OperationsWatch<R = PackedMessage, M = PackedMessage> {
  /**
   * The states of an operation until it is done, as `pollOperation$` has them, one for each round of polls.
   *
   * Emits the state that each poll showed, the last one done, and completes. A failed operation is a state, and so is a
   * tolerated poll failure. All who watch one name share its polls, whatever their types: a late one gets the last state
   * at once, and the last one out ends them. A message that is already done costs no call.
   *
   * Errors with a `PollError` when polling cannot go on, and an `UnpackError` when the response is not a `responseType`;
   * who watches it again begins anew.
   *
   * @throws TypeError at once, when there is no valid name.
   */
  watch$<R2 = PackedMessage, M2 = PackedMessage>(
    operation: string | OperationLike,
    types?: OperationTypes<R2, M2>,
  ): Observable<OperationState<R2, M2>>;
  /**
   * The collection, live: all of its rows and what has changed, after each sweep of its List. The first sweep shows its
   * rows while it goes on.
   *
   * Never completes. A tolerated failure emits the last known rows again, with the failure in `poll`. Errors with the
   * `RpcError` of the List when that is not tolerated. All subscribers share it: a late one gets the last list at once.
   */
  readonly list$: Observable<OperationsList<R, M>>;
}

/**
 * Watches many operations with few calls: thousands of a pipeline, or the list of a dashboard.
 *
 * All of it has one timer and one rate of calls. Every round, which begins each `every` ms, the operations of a collection
 * are polled by List, a thousand on a page, if that was seen to be cheaper, and else by a Get for each. So many operations
 * cost a small part of what `pollOperation$` takes for each, and few cost the same. An operation that is new is polled at
 * once.
 *
 * A List is not believed in everything: a name that it leaves out is asked for by Get, and so is an operation that is done
 * without a result; an end is never taken back. Where a server has no List, or refuses it, Gets take its place, and List
 * is tried again after five minutes. If a sweep fails and a Get is answered, no failure shows.
 *
 * Nothing runs while nobody watches. Unsubscribing leaves the operations alone.
 *
 * @throws RangeError when an option is out of its range; TypeError when `collection` is not a string, or `pauseWhile` or
 *   `pollNow` no ObservableInput.
 *
 * @example
 * ```ts
 * import { watchOperations } from 'rxjs-longrunning';
 * import { from, mergeMap } from 'rxjs';
 *
 * const watch = watchOperations(client, { every: 10_000, maxCallsPerSecond: 20 });
 * const names = ['operations/1', 'operations/2']; // or a hundred thousand
 * from(names)
 *   .pipe(mergeMap((name) => watch.watch$(name)))
 *   .subscribe(({ name, status }) => console.log(name, status));
 * ```
 *
 * @example The live list of a dashboard
 * ```ts
 * import { offline$, pageHidden$, watchOperations } from 'rxjs-longrunning';
 * import { combineLatest, map, take } from 'rxjs';
 *
 * const pauseWhile = combineLatest([pageHidden$(), offline$()]).pipe(map(([hidden, offline]) => hidden || offline));
 * const { list$ } = watchOperations(client, { every: 5_000, pauseWhile });
 * list$.pipe(take(10)).subscribe(({ rows, ended, poll }) => {
 *   console.log(`${rows.size} operations, ${ended.length} have ended`);
 *   if (poll.lastError) console.log('showing the last known data:', poll.lastError.statusMessage);
 * });
 * ```
 *
 * @see https://github.com/googleapis/googleapis/blob/master/google/longrunning/operations.proto
 */
export function watchOperations<R = PackedMessage, M = PackedMessage>(
  client: OperationsClient,
  options: WatchOptions<R, M> = {},
): OperationsWatch<R, M> {
  return new Watching(client, resolveWatchOptions(options));
}

class Watching<R, M> implements OperationsWatch<R, M> {
  readonly list$: Observable<OperationsList<R, M>>;
  private readonly collections = new Map<string | undefined, CollectionPolling>();
  private readonly turns: Turns;
  private inputs: Subscription | undefined;
  /** With the types of the latest watcher, as most have the same. */
  private latest: PollSettings<unknown, unknown>;

  constructor(
    private readonly client: OperationsClient,
    private readonly settings: WatchSettings<R, M>,
  ) {
    this.latest = settings.poll;
    this.turns = new Turns(settings.maxCallsPerSecond, settings.poll.scheduler);
    this.list$ = new Observable<OperationsList<R, M>>((subscriber) => this.showList(subscriber)).pipe(
      share({ connector: () => new ReplaySubject(1) }),
    );
  }

  // By hand, as sharing by operators would take most of the memory of an operation (`npm run bench -- watch`).
  watch$<R2 = PackedMessage, M2 = PackedMessage>(
    operation: string | OperationLike,
    types: OperationTypes<R2, M2> = {},
  ): Observable<OperationState<R2, M2>> {
    const known = knownState(operation, types);
    return new Observable((subscriber) => {
      try {
        const state = known();
        if (!state.done) return this.join(subscriber, state, types);
        subscriber.next(state);
        return subscriber.complete();
      } catch (error) {
        return subscriber.error(error);
      }
    });
  }

  private join(
    subscriber: Subscriber<OperationState>,
    state: OngoingState,
    types: OperationTypes<unknown, unknown>,
  ): TeardownLogic {
    const { name } = state;
    const polling = this.pollingOf(this.settings.collectionOf(name));
    const operation = polling.get(name) ?? polling.add(name);
    const watchers = operation.watchersWith(this.withTypes(types), state);
    watchers.add(subscriber);
    this.connect();
    return watchers;
  }

  private withTypes({ responseType, metadataType }: OperationTypes<unknown, unknown>): PollSettings<unknown, unknown> {
    if (this.latest.responseType !== responseType || this.latest.metadataType !== metadataType) {
      this.latest = { ...this.settings.poll, responseType, metadataType };
    }
    return this.latest;
  }

  private showList(subscriber: Subscriber<OperationsList<R, M>>): TeardownLogic {
    const list = new LiveList(this.settings, subscriber);
    const polling = this.pollingOf(this.settings.collection);
    polling.show(list);
    this.connect();
    return () => polling.hide();
  }

  private pollingOf(name: string | undefined): CollectionPolling {
    const known = this.collections.get(name);
    if (known) return known;
    const polling = new CollectionPolling(this.client, name, this.settings, this.turns, () => {
      this.collections.delete(name);
      subscription.unsubscribe();
      if (this.collections.size === 0) this.disconnect();
    });
    this.collections.set(name, polling);
    const subscription = polling.polling$.subscribe({ error: (error: unknown) => polling.fail(error) });
    return polling;
  }

  /** The inputs run for as long as anybody watches. */
  private connect(): void {
    if (this.inputs || this.collections.size === 0) return;
    const pollings = this.collections;
    const pollNow = (): void => {
      for (const polling of pollings.values()) polling.pollNow();
    };
    this.inputs = new Subscription();
    const pause = (paused: boolean): void => {
      if (this.turns.pause(paused)) pollNow();
    };
    const inputs$ = paceInputs$(this.settings.poll, pause, pollNow);
    this.inputs.add(
      inputs$.subscribe({
        error: (error: unknown) => {
          for (const polling of pollings.values()) polling.fail(error);
        },
      }),
    );
  }

  private disconnect(): void {
    this.inputs?.unsubscribe();
    this.inputs = undefined;
    this.turns.pause(false);
  }
}
