/** Runs so many at once; the others wait their turn, in order. */
export class WorkQueue<T> {
  readonly #running = new Set<T>();
  readonly #waiting = new Map<T, () => void>();
  #isStarting = false;

  constructor(
    readonly maxRunning: number,
    readonly maxQueued: number,
  ) {}

  /** Whether another one can neither run nor wait. */
  get isFull(): boolean {
    return !this.#hasRoom && this.#waiting.size >= this.maxQueued;
  }

  /** Those that wait, in order. */
  get waiting(): readonly T[] {
    return [...this.#waiting.keys()];
  }

  /** Runs one now, or in its turn. It counts until it is removed. */
  add(item: T, run: () => void): void {
    if (this.#hasRoom && this.#waiting.size === 0) {
      this.#running.add(item);
      run();
    } else this.#waiting.set(item, run);
  }

  /** Takes out one that has ended, or that need not run any more; the next one then has its turn. */
  remove(item: T): void {
    if (this.#waiting.delete(item) || !this.#running.delete(item)) return;
    // What ends at once comes here again: a loop, as the stack would grow with the queue.
    if (this.#isStarting) return;
    this.#isStarting = true;
    try {
      for (const [next, run] of this.#waiting) {
        if (!this.#hasRoom) return;
        this.#waiting.delete(next);
        this.#running.add(next);
        run();
      }
    } finally {
      this.#isStarting = false;
    }
  }

  get #hasRoom(): boolean {
    return this.#running.size < this.maxRunning;
  }
}
