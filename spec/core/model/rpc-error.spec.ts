import { RpcError, StatusCode, toStatusDetail } from '../../../src/index.js';

describe('RpcError', () => {
  it('says which call, which code by name, and the words of the server', () => {
    const error = new RpcError({ call: 'GetOperation of "operations/1"', code: StatusCode.NOT_FOUND, message: 'gone' });
    expect(error.message).toBe('GetOperation of "operations/1": NOT_FOUND: gone');
    expect(error).toEqual(jasmine.objectContaining({ name: 'RpcError', code: 5, statusMessage: 'gone' }));
  });

  it('says no more than it knows', () => {
    const error = new RpcError({ code: 2, message: 'odd' });
    expect(error.message).toBe('UNKNOWN: odd');
    expect(error.origin).toBe('server');
    expect(error.details).toEqual([]);
    expect(error.retryDelay).toBeUndefined();
    expect(error.headers).toEqual({});
    expect('cause' in error).toBeFalse();
  });

  for (const code of [17, -1, 1.5, NaN, Infinity]) {
    it(`unknown-status-code: ${code} is no code, and counts as UNKNOWN`, () => {
      expect(new RpcError({ code, message: 'odd' })).toEqual(jasmine.objectContaining({ code: StatusCode.UNKNOWN }));
    });
  }

  it('keeps the cause, the details and the delay that the server asked for', () => {
    const cause = new Error('ECONNREFUSED');
    const detail = toStatusDetail({ typeUrl: 'type.googleapis.com/acme.v1.Text', value: new Uint8Array([1]) });
    const error = new RpcError({ code: 14, message: '', details: [detail], retryDelay: 3_000, cause });
    expect(error.cause).toBe(cause);
    expect(error.details).toEqual([detail]);
    expect(error.retryDelay).toBe(3_000);
  });

  it('has no cookies among its headers', () => {
    const headers = { 'set-cookie': 'session=hunter2', 'x-request-id': 'abc' };
    expect(new RpcError({ code: 14, message: 'no', headers }).headers).toEqual({ 'x-request-id': 'abc' });
  });

  it('shows its headers to who asks, and not to who logs or copies it', () => {
    const error = new RpcError({ code: 14, message: 'no', headers: { authorization: 'Bearer secret' } });
    expect(error.headers).toEqual({ authorization: 'Bearer secret' });
    expect(Object.keys(error)).not.toContain('headers');
    expect({ ...error }).not.toEqual(jasmine.objectContaining({ headers: jasmine.anything() }));
    expect(JSON.stringify(error)).not.toContain('secret');
    expect(String(error)).not.toContain('secret');
  });
});
