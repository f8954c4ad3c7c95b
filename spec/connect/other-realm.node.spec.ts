import { Code, ConnectError } from '@connectrpc/connect';
import { fromConnectError } from '../../src/connect/index.js';
import { ofOtherRealm } from '../support/other-realm.js';

describe('fromConnectError', () => {
  it('reads what Node says of the cause where the globals are not its own, as in Jest', () => {
    const cause = ofOtherRealm("new Error('fetch failed', { cause: new Error('certificate has expired') })");
    const error = fromConnectError(new ConnectError('fetch failed', Code.Unavailable, undefined, undefined, cause));
    expect(error.origin).toBe('caller');
    expect(error.message).toContain('fetch failed: certificate has expired');
  });
});
