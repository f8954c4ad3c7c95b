import type { RunHelpers } from 'rxjs/testing';
import { TestScheduler } from 'rxjs/testing';

/** Runs a body in virtual time, with jasmine's comparison of what was expected. */
export function marbles(body: (helpers: RunHelpers) => void): void {
  new TestScheduler((actual, expected) => expect(actual).toEqual(expected)).run(body);
}
