import type { Subscriber } from 'rxjs';
import { isSamePacked } from '../model/is-same-packed.js';
import { lostState, unpolled } from '../model/lost-state.js';
import type { OperationMessage } from '../model/operation-message.js';
import type { OngoingState, PollInfo } from '../model/operation-state.js';
import { operationState } from '../model/operation-state.js';
import { isPollError } from '../model/poll-error.js';
import type { PollSettings } from '../polling/poll-options.js';
import type { PollRun } from '../polling/poll-step.js';
import { afterFailure } from '../polling/poll-step.js';
import { Stopwatch } from '../polling/stopwatch.js';
import type { OperationRow, OperationsList } from './operations-list.js';
import type { WatchSettings } from './watch-options.js';

/** The rows of a collection, from one sweep to the next. */
export class LiveList<R = unknown, M = unknown> implements PollRun<unknown, unknown> {
  readonly stopwatch: Stopwatch;
  failingFrom?: number;
  private rows: ReadonlyMap<string, OperationRow<R, M>> = new Map();
  /** What the sweep under way has shown. */
  private swept = new Map<string, OperationRow<R, M>>();
  /** Ends that a Get showed: a page may be older. */
  private readonly ends = new Map<string, OperationMessage>();
  private added: string[] = [];
  private changed: string[] = [];
  private ended: string[] = [];
  private hasMore = false;
  private lastSeen: number | undefined;
  private poll: PollInfo = { attempt: 0, failures: 0 };

  constructor(
    private readonly watch: WatchSettings<R, M>,
    private readonly subscriber: Subscriber<OperationsList<R, M>>,
  ) {
    this.stopwatch = new Stopwatch(watch.poll.scheduler);
  }

  get settings(): PollSettings<unknown, unknown> {
    return this.watch.poll;
  }

  /** Whether further pages would not be shown. */
  get isFull(): boolean {
    return this.swept.size >= this.watch.maxRows;
  }

  begin(): void {
    this.swept = new Map();
    this.hasMore = false;
  }

  /** An operation on a page. */
  put(listed: OperationMessage): void {
    const { name } = listed;
    if (this.isFull && !this.swept.has(name)) {
      this.hasMore = true;
      return;
    }
    const message = listed.done ? listed : (this.ends.get(name) ?? listed);
    const old = this.swept.get(name) ?? this.rows.get(name);
    const row = old && showsNothingNew(old.message, message) ? old : this.rowOf(message);
    this.swept.set(name, row);
    if (!old) this.added.push(name);
    else if (row !== old) (message.done ? this.ended : this.changed).push(name);
  }

  /** A page of a sweep that goes on. The first sweep shows its rows after 1, 2, 4, 8 … pages: copying them stays cheap. */
  paged(pages: number): void {
    if (this.lastSeen !== undefined || this.poll.failures > 0 || !Number.isInteger(Math.log2(pages))) return;
    this.rows = new Map(this.swept);
    this.emit();
  }

  /** @param hasMore whether there are pages that were not asked for. */
  completed(hasMore: boolean, nextDelay: number): void {
    const removed = [...this.rows.keys()].filter((name) => !this.swept.has(name));
    this.rows = this.swept;
    this.hasMore ||= hasMore;
    this.ends.clear();
    this.lastSeen = this.settings.scheduler.now();
    this.poll = { attempt: this.poll.attempt + 1, failures: 0, nextDelay };
    this.emit(removed);
  }

  /** A sweep broke off: what it had is shown, and what it had not is no less there. */
  failed(error: unknown, nextDelay: number): void {
    try {
      const { collection: name } = this.watch;
      const last: OngoingState = {
        status: 'unknown',
        done: false,
        name,
        message: { name, done: false },
        poll: this.poll,
      };
      this.poll = afterFailure(this, last, error, () => nextDelay).poll;
    } catch (thrown) {
      // That polling of an operation has ended says the wrong thing of a list.
      return this.fail(isPollError(thrown) ? thrown.cause : thrown);
    }
    const rows = new Map(this.rows);
    for (const [name, row] of this.swept) if (rows.has(name) || rows.size < this.watch.maxRows) rows.set(name, row);
    this.rows = rows;
    this.emit();
  }

  /** A Get has shown the end of an operation. */
  learn(message: OperationMessage): void {
    if (this.rows.get(message.name)?.message.done === false) this.ends.set(message.name, message);
  }

  fail(error: unknown): void {
    this.subscriber.error(error);
  }

  private emit(removed: readonly string[] = []): void {
    const { rows, added, changed, ended, hasMore, lastSeen, poll } = this;
    this.added = [];
    this.changed = [];
    this.ended = [];
    const list = { rows, added, changed, ended, removed, hasMore, poll };
    this.subscriber.next(lastSeen === undefined ? list : { ...list, lastSeen });
  }

  private rowOf(message: OperationMessage): OperationRow<R, M> {
    const poll = { attempt: this.poll.attempt + 1, failures: 0 };
    try {
      return operationState(message, this.watch.typesOf(message), poll);
    } catch (error) {
      return lostState<M>(
        { ...unpolled<M>(message, { metadataType: undefined }), poll },
        error,
        this.settings.scheduler.now(),
      );
    }
  }
}

/** An end is never taken back by a page that is older, and is shown again where it has a result by now. */
function showsNothingNew(old: OperationMessage, message: OperationMessage): boolean {
  if (old.done) return hasResult(old) || !hasResult(message);
  return !message.done && isSamePacked(old.metadata, message.metadata);
}

/** Whether a message of an operation that is done says what came of it. */
export function hasResult({ error, response }: OperationMessage): boolean {
  return error !== undefined || response !== undefined;
}
