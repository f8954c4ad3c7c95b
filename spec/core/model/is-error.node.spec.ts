import { isError } from '../../../src/core/model/is-error.js';
import { messageOf } from '../../../src/core/model/message-of.js';
import { isRpcError } from '../../../src/index.js';
import { ofOtherRealm } from '../../support/other-realm.js';

const ABORTED = `
  class Aborted { name = 'AbortError'; message = 'stop'; get [Symbol.toStringTag]() { return 'DOMException'; } }
  new Aborted()
`;

describe('an error of another realm', () => {
  for (const [what, code, message] of [
    ['an Error', "new Error('lost')", 'lost'],
    ['one of a class', "class Lost extends TypeError {} new Lost('lost')", 'lost'],
    ['a DOMException', ABORTED, 'stop'],
  ] as const) {
    it(`is one, and says its message: ${what}`, () => {
      const error = ofOtherRealm(code);
      expect(error).not.toBeInstanceOf(Error);
      expect(isError(error)).toBeTrue();
      expect(messageOf(error)).toBe(message);
    });
  }

  it('is one of a class of this package when it has its name and its fields', () => {
    expect(
      isRpcError(ofOtherRealm("Object.assign(new Error(), { name: 'RpcError', code: 5, statusMessage: '' })")),
    ).toBe(true);
    expect(isRpcError(ofOtherRealm("Object.assign(new Error(), { name: 'RpcError' })"))).toBeFalse();
  });

  for (const code of ["({ name: 'Error', message: 'lost' })", 'null', "'lost'", '[]', 'undefined']) {
    it(`is not ${code}`, () => {
      expect(isError(ofOtherRealm(code))).toBeFalse();
    });
  }
});
