import type { FileRegistry, MessageInitShape } from '@bufbuild/protobuf';
import { create, createFileRegistry, fromBinary } from '@bufbuild/protobuf';
import type { DescriptorProto } from '@bufbuild/protobuf/wkt';
import {
  DescriptorProtoSchema,
  file_google_protobuf_any,
  file_google_protobuf_duration,
  file_google_protobuf_empty,
  file_google_protobuf_field_mask,
  file_google_protobuf_struct,
  file_google_protobuf_timestamp,
  file_google_protobuf_wrappers,
  FileDescriptorProtoSchema,
  FileDescriptorSetSchema,
} from '@bufbuild/protobuf/wkt';
import type { PackageDefinition } from '@grpc/proto-loader';

/** The types that have a JSON mapping of their own; nobody's messages refer to the others of google.protobuf. */
const WELL_KNOWN = [
  file_google_protobuf_any,
  file_google_protobuf_duration,
  file_google_protobuf_empty,
  file_google_protobuf_field_mask,
  file_google_protobuf_struct,
  file_google_protobuf_timestamp,
  file_google_protobuf_wrappers,
];

/**
 * What @grpc/proto-loader loaded, for protobuf-es, which maps messages to JSON. Of types and services that several
 * define, the first counts.
 *
 * proto-loader keeps one file a package, without imports. Packages may well refer to each other; so all their types
 * become those of one file, where packages are messages around them. Full names, which are all that counts, stay the same.
 */
export function messageRegistry(definitions: readonly PackageDefinition[]): FileRegistry {
  const all = create(DescriptorProtoSchema);
  const services: MessageInitShape<typeof FileDescriptorProtoSchema>[] = [];
  for (const file of filesOf(definitions).filter((each) => each.package !== 'google.protobuf')) {
    const at = file.package === '' ? all : file.package.split('.').reduce(nestedMessage, all);
    at.nestedType.push(...file.messageType.filter(isNewIn(at.nestedType)));
    at.enumType.push(...file.enumType.filter(isNewIn(at.enumType)));
    services.push({ ...file, name: `services ${services.length}`, messageType: [], enumType: [], extension: [] });
  }
  const names = new Set(
    WELL_KNOWN.flatMap(({ messages, enums }) => [...messages, ...enums].map((type) => type.typeName)),
  );
  collectNames(all, '', names);
  complete(all, '', names);
  const types = { name: 'types', syntax: 'proto3', messageType: all.nestedType, enumType: all.enumType };
  const wellKnown = WELL_KNOWN.map(({ proto }) => proto);
  return createFileRegistry(create(FileDescriptorSetSchema, { file: [...wellKnown, types, ...services.reverse()] }));
}

function filesOf(definitions: readonly PackageDefinition[]) {
  const entries = definitions.flatMap((definition) => Object.values(definition)) as {
    fileDescriptorProtos?: Buffer[];
  }[];
  const buffers = new Set(entries.flatMap(({ fileDescriptorProtos = [] }) => fileDescriptorProtos));
  return Array.from(buffers, (buffer) => fromBinary(FileDescriptorProtoSchema, buffer));
}

function nestedMessage(parent: DescriptorProto, name: string): DescriptorProto {
  let nested = parent.nestedType.find((type) => type.name === name);
  if (!nested) parent.nestedType.push((nested = create(DescriptorProtoSchema, { name })));
  return nested;
}

function isNewIn(existing: readonly { readonly name: string }[]) {
  const names = new Set(existing.map(({ name }) => name));
  return ({ name }: { readonly name: string }) => !names.has(name);
}

function collectNames(message: DescriptorProto, path: string, names: Set<string>): void {
  for (const { name } of message.enumType) names.add(path + name);
  for (const nested of message.nestedType) {
    names.add(path + nested.name);
    collectNames(nested, `${path}${nested.name}.`, names);
  }
}

/** Adds what proto-loader leaves out: the names in JSON, and what stands before the names of types. */
function complete(message: DescriptorProto, path: string, names: ReadonlySet<string>): void {
  for (const field of message.field) {
    field.jsonName = field.name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
    if (field.typeName !== '' && !field.typeName.startsWith('.')) {
      // From the inside out, as protobuf looks for them.
      let scope = path;
      while (scope !== '' && !names.has(scope + field.typeName)) scope = scope.replace(/[^.]*\.$/, '');
      field.typeName = `.${scope}${field.typeName}`;
    }
  }
  for (const nested of message.nestedType) complete(nested, `${path}${nested.name}.`, names);
}
