import type { OngoingState } from '../model/operation-state.js';
import type { PollSettings } from '../polling/poll-options.js';
import type { Stopwatch } from '../polling/stopwatch.js';
import type { OneOrMany } from './one-or-many.js';
import { all, only, plus } from './one-or-many.js';
import { Watchers } from './watchers.js';

/** What polls the operation. */
interface Polling {
  readonly clock: Stopwatch;
  leave(operation: WatchedOperation): void;
}

/** An operation that is watched under a name. */
export class WatchedOperation {
  /** The round in which it is polled next. */
  due = 0;
  /** The round whose sweep had it. */
  seenIn = -1;
  /** Under which other name the server knows it, where it does. */
  alias: string | undefined = undefined;
  /** The one that followed it in the last sweep. */
  next: WatchedOperation | undefined = undefined;
  /** One for each pair of types; none when it is not watched any more. */
  watchers: OneOrMany<Watchers>;

  constructor(
    private readonly polling: Polling,
    readonly key: string,
  ) {}

  get clock(): Stopwatch {
    return this.polling.clock;
  }

  /** What the server calls it. */
  get name(): string {
    return this.first?.last.name ?? this.key;
  }

  get first(): Watchers | undefined {
    const { watchers } = this;
    return watchers instanceof Watchers ? watchers : all(watchers)[0];
  }

  /**
   * Those who watch with some types.
   *
   * @param known is what is known of an operation that nobody watches yet.
   */
  watchersWith(settings: PollSettings<unknown, unknown>, known: OngoingState): Watchers {
    const { responseType, metadataType } = settings;
    const { first } = this;
    const same = all(this.watchers).find(
      (one) => one.settings.responseType === responseType && one.settings.metadataType === metadataType,
    );
    if (same) return same;
    const watchers = first?.withSettings(settings) ?? new Watchers(this, settings, known);
    this.watchers = plus(this.watchers, watchers);
    return watchers;
  }

  leave(watchers: Watchers): void {
    if (!all(this.watchers).includes(watchers)) return;
    this.watchers = only(this.watchers, (one) => one !== watchers);
    if (this.watchers === undefined) this.polling.leave(this);
  }
}
