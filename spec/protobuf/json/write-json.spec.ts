import { create, createFileRegistry, fromBinary, toBinary } from '@bufbuild/protobuf';
import type { DescMessage } from '@bufbuild/protobuf';
import {
  AnySchema,
  FieldDescriptorProto_Label as Label,
  FieldDescriptorProto_Type as Type,
  file_google_protobuf_any,
  FileDescriptorProtoSchema,
} from '@bufbuild/protobuf/wkt';
import { writeJson } from '../../../src/protobuf/json/write-json.js';

/** `message Box { google.protobuf.Any any = 1; map<string, Box> boxes = 2; map<string, google.protobuf.Any> anys = 3; }` */
function boxType(): DescMessage {
  const any = '.google.protobuf.Any';
  const message = { type: Type.MESSAGE, label: Label.OPTIONAL };
  const entry = (name: string, typeName: string) => ({
    name,
    options: { mapEntry: true },
    field: [
      { name: 'key', number: 1, type: Type.STRING, label: Label.OPTIONAL },
      { ...message, name: 'value', number: 2, typeName },
    ],
  });
  const file = create(FileDescriptorProtoSchema, {
    name: 'box.proto',
    package: 'a',
    syntax: 'proto3',
    dependency: [file_google_protobuf_any.proto.name],
    messageType: [
      {
        name: 'Box',
        field: [
          { ...message, name: 'any', jsonName: 'any', number: 1, typeName: any },
          {
            ...message,
            label: Label.REPEATED,
            name: 'boxes',
            jsonName: 'boxes',
            number: 2,
            typeName: '.a.Box.BoxesEntry',
          },
          {
            ...message,
            label: Label.REPEATED,
            name: 'anys',
            jsonName: 'anys',
            number: 3,
            typeName: '.a.Box.AnysEntry',
          },
        ],
        nestedType: [entry('BoxesEntry', '.a.Box'), entry('AnysEntry', any)],
      },
    ],
  });
  return createFileRegistry(file, () => file_google_protobuf_any).getMessage('a.Box')!;
}

describe('writeJson', () => {
  const box = boxType();
  const unknown = create(AnySchema, { typeUrl: 'a.b/Unknown', value: Uint8Array.of(1) });
  const written = '{"@type":"a.b/Unknown","value":"AQ=="}';

  for (const key of ['__proto__', 'constructor', 'toString', 'prototype']) {
    it(`has the key ${key} of a map as any other, and changes no prototype`, () => {
      // Off the wire, as a stranger sends it.
      const entryOf = (value: Uint8Array) => [
        0x0a,
        key.length,
        ...new TextEncoder().encode(key),
        0x12,
        value.length,
        ...value,
      ];
      const any = toBinary(AnySchema, unknown);
      const inBox = entryOf(Uint8Array.of(0x0a, any.length, ...any));
      const bare = entryOf(any);
      const bytes = Uint8Array.of(0x12, inBox.length, ...inBox, 0x1a, bare.length, ...bare);
      const json = JSON.stringify(writeJson(box, fromBinary(box, bytes)));
      expect(json).toBe(`{"boxes":{"${key}":{"any":${written}}},"anys":{"${key}":${written}}}`);
      for (const name of ['any', '@type', 'value']) expect(name in {}).toBe(false);
    });
  }
});
