import type { Observable } from 'rxjs';
import { EMPTY, endWith, ignoreElements, merge, tap } from 'rxjs';
import type { PollSettings } from './poll-options.js';

/** What the inputs of a polling do to its pace. */
interface PaceChanges {
  /** Whether no poll may begin from now on. */
  pause(paused: boolean): void;
  /** A pause has ended: a poll is due. */
  resume(): void;
  /** A poll is asked for. */
  poke(): void;
}

/** `pauseWhile` and `pollNow`, for as long as it is subscribed to. Emits nothing, and has their errors. */
export function paceInputs$(
  { pauseWhile = EMPTY, pollNow = EMPTY }: Pick<PollSettings<unknown, unknown>, 'pauseWhile' | 'pollNow'>,
  changes: PaceChanges,
): Observable<never> {
  let paused = false;
  const pause = (value: boolean): void => {
    const resumed = paused && !value;
    paused = value;
    changes.pause(value);
    if (resumed) changes.resume();
  };
  return merge(pauseWhile.pipe(endWith(false), tap(pause)), pollNow.pipe(tap(() => changes.poke()))).pipe(
    ignoreElements(),
  );
}
