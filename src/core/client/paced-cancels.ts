import type { SchedulerLike, Subscription } from 'rxjs';
import { asyncScheduler } from 'rxjs';

/** What can be given up. */
export interface Cancellable {
  cancel(): void;
}

/** How many cancels leave at once, when none did for a while. */
const BURST = 200;

/** In ms: afterwards, one for each of these, which is below the 33 a second that HTTP/2 of Node takes for ever. */
const EVERY = 40;

/** In ms: they leave in groups, as a timer for each would cost more. */
const GROUP = 400;

/**
 * The cancels of the calls on one connection, not too many at once.
 *
 * A cancel resets a stream. Servers take a flood of them for an attack (rapid reset) and close the connection, with all
 * other calls on it: HTTP/2 of Node does so after 1,000, and 33 more each second. What waits here goes on meanwhile, heard
 * by nobody; when it ends by itself, there is nothing left to cancel.
 *
 * @see https://nodejs.org/api/http2.html#http2createserveroptions-onrequesthandler streamResetBurst
 */
export class PacedCancels {
  readonly #scheduler: SchedulerLike;
  readonly #waiting = new Set<Cancellable>();
  #allowed = BURST;
  /** When `allowed` was reckoned. */
  #at: number;
  /** While any wait. */
  #timer: Subscription | undefined;
  #closed = false;

  constructor(scheduler: SchedulerLike = asyncScheduler) {
    this.#scheduler = scheduler;
    this.#at = scheduler.now();
  }

  /** Cancels a call, at once or when its turn comes. */
  cancel(call: Cancellable): void {
    if (this.#closed) return call.cancel();
    this.#waiting.add(call);
    // Whoever waits is the first.
    if (!this.#timer) this.#go();
  }

  /** Takes out a call that ended by itself. */
  ended(call: Cancellable): void {
    if (this.#waiting.delete(call) && this.#waiting.size === 0) this.#stop();
  }

  /** Cancels all that waits, and from now on each at once: the connection is given up itself. */
  close(): void {
    this.#closed = true;
    this.#stop();
    for (const call of this.#waiting) call.cancel();
    this.#waiting.clear();
  }

  #go(): void {
    const now = this.#scheduler.now();
    // A clock that was set back earns nothing.
    this.#allowed = Math.min(BURST, this.#allowed + Math.max(0, now - this.#at) / EVERY);
    this.#at = now;
    for (const call of this.#waiting) {
      if (this.#allowed < 1) break;
      this.#allowed--;
      this.#waiting.delete(call);
      call.cancel();
    }
    this.#timer = this.#waiting.size > 0 ? this.#scheduler.schedule(() => this.#go(), GROUP) : undefined;
  }

  #stop(): void {
    this.#timer?.unsubscribe();
    this.#timer = undefined;
  }
}
