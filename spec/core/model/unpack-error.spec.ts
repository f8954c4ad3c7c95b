import { UnpackError } from '../../../src/index.js';

const packed = { typeUrl: 'type.googleapis.com/a.C', value: new Uint8Array([1]) };

describe('UnpackError', () => {
  it('says what was unpacked, what was expected and what was found', () => {
    const cause = new RangeError('index out of range');
    const error = new UnpackError({ what: 'response of "operations/1"', expected: 'a.B', found: 'a.C', packed, cause });
    expect(error.message).toBe('The response of "operations/1" does not unpack: expected a.B, found a.C.');
    expect(error.expected).toBe('a.B');
    expect(error.found).toBe('a.C');
    expect(error.cause).toBe(cause);
    expect(error.packed).toBe(packed);
  });

  it('says what it can of a message by itself', () => {
    const error = new UnpackError({ expected: 'a.B', found: 'a.C', packed });
    expect(error.message).toBe('The message does not unpack: expected a.B, found a.C.');
    expect('cause' in error).toBeFalse();
  });
});
