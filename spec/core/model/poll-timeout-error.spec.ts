import type { OperationState, PollInfo, RunningState } from '../../../src/index.js';
import { PollTimeoutError } from '../../../src/index.js';
import { unavailable } from '../../support/rpc-errors.js';

function stateAfter(poll: PollInfo): RunningState {
  return {
    status: 'running',
    done: false,
    name: 'operations/1',
    message: { name: 'operations/1', done: false },
    poll,
  };
}

describe('PollTimeoutError', () => {
  it('says which operation, how long, how many polls, the limit, and how to resume', () => {
    const lastState = stateAfter({ attempt: 4, failures: 0 });
    const error = new PollTimeoutError({ timeout: 5_000, elapsed: 5_010, lastState });
    expect(error.message).toBe(
      'Operation "operations/1" was still running after 5010 ms and 4 polls (timeout 5000 ms). ' +
        'The operation itself goes on: poll its name again to resume.',
    );
    expect(error).toEqual(
      jasmine.objectContaining({ operationName: 'operations/1', timeout: 5_000, elapsed: 5_010, attempts: 4 }),
    );
    expect(error.lastState).toBe(lastState);
    expect(error.lastError).toBeUndefined();
  });

  it('counts one poll in the singular', () => {
    const lastState = stateAfter({ attempt: 1, failures: 0 });
    expect(new PollTimeoutError({ timeout: 1, elapsed: 1, lastState }).message).toContain('and 1 poll (');
  });

  it('does not say that it was running when no poll was answered', () => {
    const lastState: OperationState = {
      ...stateAfter({ attempt: 3, failures: 3, lastError: unavailable() }),
      status: 'unknown',
      done: false,
    };
    expect(new PollTimeoutError({ timeout: 1, elapsed: 1, lastState }).message).toMatch(
      /^Operation "operations\/1" gave no answer after 1 ms and 3 polls \(timeout 1 ms\); the last poll failed: /,
    );
  });

  it('says why the last poll failed, if it did', () => {
    const lastError = unavailable();
    const lastState = stateAfter({ attempt: 2, failures: 1, lastError });
    const error = new PollTimeoutError({ timeout: 1, elapsed: 1, lastState });
    expect(error.message).toContain(`; the last poll failed: ${lastError.message}. The operation itself goes on`);
    expect(error.lastError).toBe(lastError);
  });
});
