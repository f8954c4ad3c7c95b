import { PollError, StatusCode } from '../../../src/index.js';
import { denied, rpcError } from '../../support/rpc-errors.js';

describe('PollError', () => {
  it('says which operation, after how many polls, why, and how to resume', () => {
    const cause = denied();
    const error = new PollError({ operationName: 'operations/1', attempts: 3, reason: 'it is not tolerated', cause });
    expect(error.message).toBe(
      `Polling of operation "operations/1" ended after 3 polls: ${cause.message} (it is not tolerated). ` +
        'The operation itself may go on: poll its name again to resume.',
    );
    expect(error.cause).toBe(cause);
    expect(error.code).toBe(StatusCode.PERMISSION_DENIED);
    expect(error.attempts).toBe(3);
    expect(error.operationName).toBe('operations/1');
  });

  it('says what to check where the server does not know the operation', () => {
    const cause = rpcError(StatusCode.NOT_FOUND, 'gone');
    const error = new PollError({ operationName: 'operations/1', attempts: 3, reason: 'it has expired', cause });
    expect(error.message).toBe(
      `Polling of operation "operations/1" ended after 3 polls: ${cause.message} (it has expired). ` +
        'Check the name and the server before you start it again.',
    );
    expect(error.code).toBe(StatusCode.NOT_FOUND);
  });

  it('counts one poll in the singular', () => {
    const error = new PollError({ operationName: 'operations/1', attempts: 1, reason: 'x', cause: denied() });
    expect(error.message).toContain('after 1 poll:');
  });

  it('has no code when the cause is no RpcError', () => {
    for (const cause of [new TypeError('a bug'), 'a string', undefined]) {
      const error = new PollError({ operationName: 'operations/1', attempts: 1, reason: 'x', cause });
      expect(error.code).toBeUndefined();
      expect(error.message).toContain(cause instanceof Error ? cause.message : String(cause));
    }
  });
});
