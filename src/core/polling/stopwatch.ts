import type { TimestampProvider } from 'rxjs';

/**
 * Measures how long something takes, on a clock that may be set back meanwhile: time that runs backwards counts as none,
 * so that a limit is late by what was lost, and never by an hour.
 */
export class Stopwatch {
  private last: number;

  /** @param elapsed what it shows at the start, in ms. */
  constructor(
    private readonly clock: TimestampProvider,
    private elapsed = 0,
  ) {
    this.last = clock.now();
  }

  /**
   * The time since the start, in ms.
   *
   * @param atLeast what is known to have passed since the last reading, as by a timer, which no clock can set back.
   */
  read(atLeast = 0): number {
    const now = this.clock.now();
    this.elapsed += Math.max(atLeast, now - this.last);
    this.last = now;
    return this.elapsed;
  }

  /** Moves it on to a time since the start that a timer knows to have passed. */
  reach(elapsed: number): void {
    this.elapsed = Math.max(this.read(), elapsed);
  }
}
