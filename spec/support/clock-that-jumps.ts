import { VirtualTimeScheduler } from 'rxjs';

/** Virtual time whose clock can be set, as that of a machine can: timers are not moved by it. */
export class ClockThatJumps extends VirtualTimeScheduler {
  private offset = 0;

  constructor() {
    super();
    this.now = () => this.frame + this.offset;
  }

  /** Sets the clock by some ms; back when they are below 0. */
  set(by: number): void {
    this.offset += by;
  }
}
