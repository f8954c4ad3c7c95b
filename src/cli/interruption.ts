import { constants } from 'node:os';
import type { Observable } from 'rxjs';
import { fromEvent, map, merge } from 'rxjs';
import type { Io } from './io.js';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** Somebody wants the command to end. */
export class Interruption extends Error {
  override readonly name = 'Interruption';
  /** What a shell shows for the signal: 130 for Ctrl-C. */
  readonly exitCode: number;

  constructor(signal: (typeof SIGNALS)[number]) {
    super('Interrupted');
    this.exitCode = 128 + constants.signals[signal];
  }
}

/** Emits when a signal arrives. Once nobody listens, the next signal ends the process at once, as usual. */
export function interruption$(io: Io): Observable<Interruption> {
  return merge(...SIGNALS.map((signal) => fromEvent(io, signal).pipe(map(() => new Interruption(signal)))));
}
