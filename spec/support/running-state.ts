import type { RunningState } from '../../src/index.js';
import { NAME, running } from './messages.js';

/** What a first poll shows of an operation that runs, without progress. */
export const runningState: RunningState = {
  status: 'running',
  done: false,
  name: NAME,
  message: running(),
  poll: { attempt: 1, failures: 0 },
};
