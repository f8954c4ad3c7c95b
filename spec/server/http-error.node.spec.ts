import { RpcError, StatusCode } from '../../src/index.js';
import { errorReply } from '../../src/server/http-error.js';

describe('errorReply', () => {
  const error = (retryDelay: unknown): RpcError =>
    Object.assign(new RpcError({ call: '', code: StatusCode.UNAVAILABLE, message: 'later' }), { retryDelay });
  const info = (retryDelay: unknown) => ({ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay });

  it('asks to wait whole seconds, by the error or else by its RetryInfo, and a day at most', () => {
    expect(errorReply(error(1_500)).retryAfter).toBe(2);
    expect(errorReply(error(undefined), [info('3.2s')]).retryAfter).toBe(4);
    expect(errorReply(error(1e300)).retryAfter).toBe(86_400);
    expect(errorReply(error(undefined), [info('999999999999s')]).retryAfter).toBe(86_400);
  });

  for (const wrong of [NaN, Infinity, -Infinity, -1, '5', {}, null]) {
    it(`asks nothing where the error has ${String(wrong)}`, () => {
      expect(errorReply(error(wrong)).retryAfter).toBeUndefined();
      expect(errorReply(error(wrong), [info('...s')]).retryAfter).toBeUndefined();
    });
  }
});
