import type { PackedMessage, UnpackError } from '../../../src/index.js';
import { isUnpackError, pack, unpack } from '../../../src/index.js';
import { count, text } from '../../support/messages.js';

function failureOf(packed: PackedMessage): UnpackError {
  try {
    unpack(packed, text);
  } catch (error) {
    if (isUnpackError(error)) return error;
    throw error;
  }
  throw new Error('it did unpack');
}

describe('pack and unpack', () => {
  it('give back what was packed', () => {
    const packed = pack('hällo', text);
    expect(packed.typeUrl).toBe('type.googleapis.com/acme.v1.Text');
    expect(unpack(packed, text)).toBe('hällo');
  });

  it('unpack what came as JSON', () => {
    expect(unpack({ typeUrl: 'type.googleapis.com/acme.v1.Text', json: { text: 'hello' } }, text)).toBe('hello');
  });

  it('response-wrong-type: the error names the expected and the found type', () => {
    const { expected, found, message } = failureOf(pack(3, count));
    expect({ expected, found }).toEqual({ expected: 'acme.v1.Text', found: 'acme.v1.Count' });
    expect(message).toBe('The message does not unpack: expected acme.v1.Text, found acme.v1.Count.');
  });

  it('corrupt-any: bytes and JSON that do not parse are an UnpackError with the cause', () => {
    const typeUrl = 'type.googleapis.com/acme.v1.Text';
    const bytes = failureOf({ typeUrl, value: new Uint8Array([0xff, 0xfe]) });
    expect(bytes.found).toBe('acme.v1.Text that does not parse');
    expect(bytes.cause).toBeInstanceOf(TypeError);
    expect(failureOf({ typeUrl, json: 5 }).cause).toBeInstanceOf(SyntaxError);
  });

  it('refuse JSON for a type that reads bytes alone', () => {
    const packed = { typeUrl: 'type.googleapis.com/acme.v1.Count', json: 3 };
    expect(() => unpack(packed, count)).toThrowMatching(
      (error) => isUnpackError(error) && error.found === 'JSON' && error.expected === 'the bytes of acme.v1.Count',
    );
  });

  it('refuse to pack with a type that cannot write bytes', () => {
    const readOnly = { typeName: 'acme.v1.Text', fromBinary: text.fromBinary };
    expect(() => pack('hello', readOnly)).toThrowError(
      TypeError,
      'The message type acme.v1.Text has no toBinary: it cannot be packed.',
    );
  });
});
