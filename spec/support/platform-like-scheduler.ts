import { VirtualAction, VirtualTimeScheduler } from 'rxjs';

/** The longest delay that the timers of Node and of browsers know, in ms. */
export const LONGEST_PLATFORM_DELAY = 2 ** 31 - 1;

class PlatformAction<T> extends VirtualAction<T> {
  override schedule(state?: T, delay = 0): ReturnType<VirtualAction<T>['schedule']> {
    const action = super.schedule(state, delay > LONGEST_PLATFORM_DELAY ? 1 : delay);
    // Scheduled again, a VirtualAction goes on as a plain one.
    return action === this ? action : (Object.setPrototypeOf(action, PlatformAction.prototype) as typeof action);
  }
}

/** Virtual time with the trap of the real one: a delay above 2^31-1 ms is over after 1 ms. */
export class PlatformLikeScheduler extends VirtualTimeScheduler {
  constructor() {
    super(PlatformAction);
  }
}
