import { create, createRegistry } from '@bufbuild/protobuf';
import type { Any } from '@bufbuild/protobuf/wkt';
import {
  AnySchema,
  anyPack,
  DurationSchema,
  ListValueSchema,
  OptionSchema,
  StringValueSchema,
  TimestampSchema,
  TypeSchema,
} from '@bufbuild/protobuf/wkt';
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

  describe('inner-unknown-any: of a message with an Any', () => {
    const registry = createRegistry(TimestampSchema, OptionSchema, AnySchema, ListValueSchema, StringValueSchema);
    const withAnys = messageTypeOf(TypeSchema, { registry });
    const time = anyPack(TimestampSchema, at);
    const timeJson = { '@type': time.typeUrl, value: '2023-11-14T22:13:20Z' };
    const message = (...values: readonly Pick<Any, 'typeUrl' | 'value'>[]) =>
      create(TypeSchema, {
        name: 'n',
        options: values.map((value, index) => ({
          name: `o${index}`,
          value: { typeUrl: value.typeUrl, value: value.value },
        })),
        syntax: 1,
      });
    const json = (...values: readonly object[]) => ({
      name: 'n',
      options: values.map((value, index) => ({ name: `o${index}`, value })),
      syntax: 'SYNTAX_PROTO3',
    });
    const any = (typeName: string, ...bytes: readonly number[]) => ({
      typeUrl: `type.googleapis.com/${typeName}`,
      value: Uint8Array.from(bytes),
    });

    for (const [what, packed, written] of [
      ['of an unknown type', any('acme.v1.X', 8, 1), { '@type': 'type.googleapis.com/acme.v1.X', value: 'CAE=' }],
      ['of an unknown type, and empty', any('acme.v1.X'), { '@type': 'type.googleapis.com/acme.v1.X' }],
      ['that does not parse', { ...time, value: Uint8Array.of(255) }, { '@type': time.typeUrl, value: '/w==' }],
      [
        'that has no form in JSON',
        anyPack(TimestampSchema, create(TimestampSchema, { nanos: -1 })),
        { '@type': time.typeUrl, value: 'EP///////////wE=' },
      ],
      ['with a type URL that names none', { typeUrl: 'acme.com/', value: new Uint8Array() }, { '@type': 'acme.com/' }],
      ['without a type', { typeUrl: '', value: Uint8Array.of(1) }, {}],
    ] as const) {
      it(`${what} writes all else, and what can be told of it`, () => {
        const original = message(time, packed, time);
        const copy = structuredClone(original);
        expect(withAnys.toJson(original)).toEqual(json(timeJson, written, timeJson));
        expect({ ...original }).toEqual({ ...copy });
      });
    }

    it('of an unknown type, without a registry, writes all else', () => {
      expect(messageTypeOf(TypeSchema).toJson(message(time))).toEqual(
        json({ '@type': time.typeUrl, value: 'CIDiz6oG' }),
      );
    });

    for (const [what, unreadable, typeUrl] of [
      [
        'of an unknown type',
        { '@type': 'type.googleapis.com/acme.v1.X', size: 1, value: [{}] },
        'type.googleapis.com/acme.v1.X',
      ],
      ['that does not parse', { '@type': time.typeUrl, value: 'yesterday' }, time.typeUrl],
      ['without a value', { '@type': time.typeUrl }, time.typeUrl],
      ['without a type', { size: 1 }, ''],
      ['that is none', 'x', ''],
    ] as const) {
      it(`${what} reads all else, and its type`, () => {
        const read = withAnys.fromJson(json(timeJson, unreadable as object, timeJson));
        expect(read).toEqual(message(time, { typeUrl, value: new Uint8Array() }, time));
      });
    }

    it('within another one reads and writes all around it', () => {
      const option = (value: Pick<Any, 'typeUrl' | 'value'>) =>
        anyPack(
          OptionSchema,
          create(OptionSchema, { name: 'in', value: { typeUrl: value.typeUrl, value: value.value } }),
        );
      const unknown = { '@type': 'type.googleapis.com/acme.v1.X', value: 'CAE=' };
      const outer = { '@type': 'type.googleapis.com/google.protobuf.Option', name: 'in', value: unknown };
      expect(withAnys.toJson(message(option(any('acme.v1.X', 8, 1)), time))).toEqual(json(outer, timeJson));
      expect(withAnys.fromJson(json(outer, timeJson))).toEqual(message(option(any('acme.v1.X')), time));
      const nested = { '@type': 'type.googleapis.com/google.protobuf.Any', value: unknown };
      const packedTwice = anyPack(AnySchema, create(AnySchema, any('acme.v1.X', 8, 1)));
      expect(withAnys.toJson(message(packedTwice))).toEqual(json(nested));
      expect(withAnys.fromJson(json(nested))).toEqual(message(anyPack(AnySchema, create(AnySchema, any('acme.v1.X')))));
    });

    it('keeps the prefix of its type URL', () => {
      const typeUrl = 'types.acme.com/google.protobuf.Timestamp';
      const read = withAnys.fromJson(json({ ...timeJson, '@type': typeUrl }, { '@type': 'acme.com/acme.v1.X' }));
      expect(read.options.map(({ value }) => value?.typeUrl)).toEqual([typeUrl, 'acme.com/acme.v1.X']);
    });

    it('packed in itself without end reads and writes in good time', () => {
      let packed: Pick<Any, 'typeUrl' | 'value'> = any('acme.v1.X');
      for (let depth = 0; depth < 2_000; depth++) packed = anyPack(AnySchema, create(AnySchema, packed));
      expect(JSON.stringify(withAnys.toJson(message(packed)))).toContain('google.protobuf.Any');
      let deep: object = { '@type': 'acme.com/acme.v1.X' };
      for (let depth = 0; depth < 2_000; depth++)
        deep = { '@type': time.typeUrl.replace('Timestamp', 'Any'), value: deep };
      expect(withAnys.fromJson(json(deep)).name).toBe('n');
    });

    it('cannot be read where anything else is wrong', () => {
      const unknown = { '@type': 'acme.com/acme.v1.X' };
      expect(() => withAnys.fromJson({ ...json(unknown), syntax: 'SYNTAX_PROTO9', name: 5 })).toThrowError(/name/);
    });
  });
});
