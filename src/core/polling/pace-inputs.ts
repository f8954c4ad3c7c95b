import type { Observable } from 'rxjs';
import { EMPTY, endWith, ignoreElements, merge, tap } from 'rxjs';
import type { PollSettings } from './poll-options.js';

/**
 * `pauseWhile` and `pollNow`, for as long as it is subscribed to. Emits nothing, and has their errors.
 *
 * @param settings have the inputs.
 * @param pause is told whether no poll may begin from now on.
 * @param poke is called when a poll is asked for.
 */
export function paceInputs$(
  settings: Pick<PollSettings<unknown, unknown>, 'pauseWhile' | 'pollNow'>,
  pause: (paused: boolean) => void,
  poke: () => void,
): Observable<never> {
  const { pauseWhile = EMPTY, pollNow = EMPTY } = settings;
  return merge(pauseWhile.pipe(endWith(false), tap(pause)), pollNow.pipe(tap(poke))).pipe(ignoreElements());
}
