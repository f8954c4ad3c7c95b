import { OperationError, StatusCode, toStatusDetail } from '../../../src/index.js';

describe('OperationError', () => {
  it('says which operation failed, the code by name, and the words of the server', () => {
    const details = [toStatusDetail({ typeUrl: 'type.googleapis.com/acme.v1.Text', json: { text: 'why' } })];
    const error = new OperationError('operations/1', { code: StatusCode.ABORTED, message: 'disk full', details });
    expect(error.message).toBe('Operation "operations/1" failed: ABORTED: disk full');
    expect(error.operationName).toBe('operations/1');
    expect(error.code).toBe(StatusCode.ABORTED);
    expect(error.statusMessage).toBe('disk full');
    expect(error.details).toBe(details);
  });

  it('server-cancelled: says of one that was cancelled that it was, rather than that it failed', () => {
    const error = new OperationError('operations/1', {
      code: StatusCode.CANCELLED,
      message: 'by request',
      details: [],
    });
    expect(error.message).toBe('Operation "operations/1" was cancelled: by request');
    expect(error.code).toBe(StatusCode.CANCELLED);
  });
});
