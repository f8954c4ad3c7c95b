import { create, createRegistry } from '@bufbuild/protobuf';
import { AnySchema, anyPack, DurationSchema, TimestampSchema } from '@bufbuild/protobuf/wkt';
import { messageTypeOf } from '../../src/connect/index.js';
import { isUnpackError, pack, unpack } from '../../src/index.js';
import { progressType } from './google-service.js';

describe('messageTypeOf', () => {
  const type = messageTypeOf(TimestampSchema);
  const at = create(TimestampSchema, { seconds: 1_700_000_000n });

  it('packs and unpacks, in bytes and in JSON', () => {
    expect(type.typeName).toBe('google.protobuf.Timestamp');
    expect(unpack(pack(at, type), type)).toEqual(at);
    expect(type.toJson(at)).toBe('2023-11-14T22:13:20Z');
    expect(unpack({ typeUrl: `type.googleapis.com/${type.typeName}`, json: type.toJson(at) }, type)).toEqual(at);
  });

  it('response-wrong-type: says which was expected, and which was found', () => {
    expect(() => unpack(pack(at, type), messageTypeOf(DurationSchema))).toThrowError(
      'The message does not unpack: expected google.protobuf.Duration, found google.protobuf.Timestamp.',
    );
  });

  it('corrupt-any: what does not parse is an UnpackError, in bytes and in JSON', () => {
    for (const packed of [{ value: Uint8Array.of(0xff) }, { json: 'yesterday' }, { json: undefined }]) {
      let error: unknown;
      try {
        unpack({ typeUrl: type.typeName, ...packed }, type);
      } catch (thrown) {
        error = thrown;
      }
      expect(isUnpackError(error)).toBeTrue();
    }
  });

  it('ignores fields of JSON that a newer server may have', () => {
    expect(progressType.fromJson({ percent: 5, colour: 'red' }).percent).toBe(5);
  });

  it('reads and writes the JSON of an Any whose type is in the registry', () => {
    const withAny = messageTypeOf(AnySchema, { registry: createRegistry(TimestampSchema) });
    const any = anyPack(TimestampSchema, at);
    const json = { '@type': 'type.googleapis.com/google.protobuf.Timestamp', value: '2023-11-14T22:13:20Z' };
    expect(withAny.toJson(any)).toEqual(json);
    expect(withAny.fromJson(json)).toEqual(any);
    expect(() => messageTypeOf(AnySchema).fromJson(json)).toThrowError(/registry/);
  });
});
