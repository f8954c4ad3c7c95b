import { create } from '@bufbuild/protobuf';
import type { DescriptorProto } from '@bufbuild/protobuf/wkt';
import {
  DescriptorProtoSchema,
  FeatureSet_FieldPresence as Presence,
  FieldDescriptorProto_Label as Label,
  FieldDescriptorProto_Type as Type,
} from '@bufbuild/protobuf/wkt';
import type { ProtoField, ProtoNode } from '../proto-tree.js';

const SCALARS: Readonly<Record<string, Type>> = {
  double: Type.DOUBLE,
  float: Type.FLOAT,
  int32: Type.INT32,
  int64: Type.INT64,
  uint32: Type.UINT32,
  uint64: Type.UINT64,
  sint32: Type.SINT32,
  sint64: Type.SINT64,
  fixed32: Type.FIXED32,
  fixed64: Type.FIXED64,
  sfixed32: Type.SFIXED32,
  sfixed64: Type.SFIXED64,
  bool: Type.BOOL,
  string: Type.STRING,
  bytes: Type.BYTES,
};

/**
 * The descriptor of a message, without what is nested in it; its types have the names that the proto file gives them.
 *
 * @param edition of the message; proto3, where a scalar that is not set is its zero, when absent.
 */
export function messageDescriptor(name: string, node: ProtoNode, edition: string | undefined): DescriptorProto {
  const { fields = {}, oneofs = {} } = node;
  const oneofNames = Object.keys(oneofs);
  const oneofOf = (field: string) => oneofNames.findIndex((oneof) => oneofs[oneof]?.oneof.includes(field));
  const presence = edition === undefined || edition === 'proto3' ? undefined : Presence.EXPLICIT;
  const entries = Object.entries(fields);
  return create(DescriptorProtoSchema, {
    name,
    field: entries.map(([field, definition]) => ({
      ...fieldNames(field, definition),
      number: definition.id,
      label: definition.rule === 'repeated' || definition.keyType ? Label.REPEATED : Label.OPTIONAL,
      ...(definition.keyType ? { type: Type.MESSAGE, typeName: entryName(field) } : typeOf(definition.type)),
      ...(oneofOf(field) >= 0 && { oneofIndex: oneofOf(field) }),
      ...(presence &&
        !definition.keyType &&
        definition.rule !== 'repeated' && { options: { features: { fieldPresence: presence } } }),
    })),
    oneofDecl: oneofNames.map((oneof) => ({ name: oneof })),
    nestedType: entries.flatMap(([field, { keyType, type }]) =>
      keyType
        ? {
            name: entryName(field),
            options: { mapEntry: true },
            field: [
              { name: 'key', jsonName: 'key', number: 1, label: Label.OPTIONAL, ...typeOf(keyType) },
              { name: 'value', jsonName: 'value', number: 2, label: Label.OPTIONAL, ...typeOf(type) },
            ],
          }
        : [],
    ),
  });
}

function typeOf(type: string) {
  const scalar = SCALARS[type];
  return scalar === undefined ? { typeName: type } : { type: scalar };
}

/** As protoc names it. */
function entryName(field: string): string {
  return `_${field}Entry`.replace(/_+(.?)/g, (_, letter: string) => letter.toUpperCase());
}

/**
 * A field's name in its proto file, and the one in JSON. Where definitions were parsed before, names are camelCase, and
 * those of the file are made of them.
 */
function fieldNames(field: string, { options }: ProtoField): { name: string; jsonName: string } {
  const name = field.includes('_') ? field : field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return {
    name,
    jsonName: options?.json_name ?? field.replace(/_+(.?)/g, (_, letter: string) => letter.toUpperCase()),
  };
}
