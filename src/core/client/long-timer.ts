import type { Observable, SchedulerLike } from 'rxjs';
import { switchMap, timer } from 'rxjs';

/** The longest delay of the platform's timers, in ms: for a longer one, they fire at once. */
export const LONGEST_DELAY = 2 ** 31 - 1;

/** RxJS's `timer`, for a delay of any length: one too long for the platform is waited for in parts. */
export function longTimer$(delay: number, scheduler: SchedulerLike): Observable<0> {
  return delay <= LONGEST_DELAY
    ? timer(delay, scheduler)
    : timer(LONGEST_DELAY, scheduler).pipe(switchMap(() => longTimer$(delay - LONGEST_DELAY, scheduler)));
}
