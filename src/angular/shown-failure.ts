import type { Signal } from '@angular/core';
import { computed, signal, untracked } from '@angular/core';
import { noop } from 'rxjs';
import { asError } from './as-error.js';

/** Requests of the user's about what is followed, one like the other: the failure of the latest shows in a signal. */
export class ShownFailure<T> {
  readonly #latest = signal<{ readonly target: T; readonly error?: Error } | undefined>(undefined);
  /** Of the latest request for the target of now; none from when it is made, unless it fails. */
  readonly error = computed(() => (this.#latest()?.target === this.target() ? this.#latest()?.error : undefined));

  constructor(private readonly target: Signal<T>) {}

  request(make: () => Promise<void>): Promise<void> {
    const latest = { target: untracked(this.target) };
    this.#latest.set(latest);
    const made = make().catch((error: unknown) => {
      if (untracked(this.#latest) === latest) this.#latest.set({ ...latest, error: asError(error) });
      throw error;
    });
    // A template drops the promise: that shall not be an unhandled rejection.
    made.catch(noop);
    return made;
  }
}
