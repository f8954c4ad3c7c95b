import type { FileRegistry, MessageInitShape } from '@bufbuild/protobuf';
import { create, createFileRegistry } from '@bufbuild/protobuf';
import type { DescriptorProto, FileDescriptorProtoSchema } from '@bufbuild/protobuf/wkt';
import {
  DescriptorProtoSchema,
  Edition,
  EnumDescriptorProtoSchema,
  FeatureSet_FieldPresence as Presence,
  FeatureSet_MessageEncoding as Encoding,
  FieldDescriptorProto_Type as Type,
  file_google_protobuf_any,
  file_google_protobuf_api,
  file_google_protobuf_descriptor,
  file_google_protobuf_duration,
  file_google_protobuf_empty,
  file_google_protobuf_field_mask,
  file_google_protobuf_source_context,
  file_google_protobuf_struct,
  file_google_protobuf_timestamp,
  file_google_protobuf_type,
  file_google_protobuf_wrappers,
  FieldOptionsSchema,
  FileDescriptorSetSchema,
} from '@bufbuild/protobuf/wkt';
import type { ProtoDescriptor } from '../proto-source.js';
import type { ProtoNode } from '../proto-tree.js';
import { messageDescriptor } from './message-descriptor.js';

/** google.protobuf comes with protobuf-es. In the order of their imports. */
const WELL_KNOWN = [
  file_google_protobuf_descriptor,
  file_google_protobuf_any,
  file_google_protobuf_source_context,
  file_google_protobuf_type,
  file_google_protobuf_api,
  file_google_protobuf_duration,
  file_google_protobuf_empty,
  file_google_protobuf_field_mask,
  file_google_protobuf_struct,
  file_google_protobuf_timestamp,
  file_google_protobuf_wrappers,
];

type Kind = 'message' | 'group' | 'enum';
type ServiceFile = MessageInitShape<typeof FileDescriptorProtoSchema>;

/**
 * Definitions for protobuf-es, which maps messages to JSON. Of types and services that several define, the first counts.
 *
 * Packages may refer to each other, which files may not; so all their types become those of one file, where packages are
 * messages around them. Full names, which are all that counts, stay the same.
 */
export function messageRegistry(descriptors: readonly ProtoDescriptor[]): FileRegistry {
  const all = create(DescriptorProtoSchema);
  const kinds = new Map<string, Kind>();
  const services = new Map<string, ServiceFile>();
  for (const { messages, enums } of WELL_KNOWN) {
    for (const { typeName } of messages) kinds.set(typeName, 'message');
    for (const { typeName } of enums) kinds.set(typeName, 'enum');
  }
  for (const descriptor of descriptors) addNested(all, descriptor, '', { kinds, services });
  resolveTypes(all, '', kinds);
  for (const { package: scope = '', service = [] } of services.values()) {
    for (const method of service.flatMap(({ method: methods = [] }) => methods)) {
      method.inputType = resolved(method.inputType ?? '', `${scope}.`, kinds);
      method.outputType = resolved(method.outputType ?? '', `${scope}.`, kinds);
    }
  }
  const types: ServiceFile = {
    name: 'types',
    syntax: 'editions',
    edition: Edition.EDITION_2023,
    options: { features: { fieldPresence: Presence.IMPLICIT } },
    messageType: all.nestedType,
    enumType: all.enumType,
  };
  const wellKnown = WELL_KNOWN.map(({ proto }) => proto);
  return createFileRegistry(create(FileDescriptorSetSchema, { file: [...wellKnown, types, ...services.values()] }));
}

interface Found {
  readonly kinds: Map<string, Kind>;
  readonly services: Map<string, ServiceFile>;
}

function addNested(into: DescriptorProto, { nested = {} }: ProtoNode, scope: string, found: Found, edition?: string) {
  for (const [name, node] of Object.entries(nested)) {
    const fullName = scope + name;
    if (fullName === 'google.protobuf') continue;
    const { fields, values, methods } = node;
    if (fields) {
      if (found.kinds.has(fullName)) continue;
      found.kinds.set(fullName, node.group ? 'group' : 'message');
      const message = messageDescriptor(name, node, node.edition ?? edition);
      for (const { name: entry } of message.nestedType) found.kinds.set(`${fullName}.${entry}`, 'message');
      into.nestedType.push(message);
      addNested(message, node, `${fullName}.`, found, node.edition ?? edition);
    } else if (values) {
      if (found.kinds.has(fullName)) continue;
      found.kinds.set(fullName, 'enum');
      const value = Object.entries(values).map(([each, number]) => ({ name: each, number }));
      into.enumType.push(create(EnumDescriptorProtoSchema, { name, value }));
    } else if (methods) {
      if (!found.services.has(fullName)) found.services.set(fullName, serviceFile(name, methods, scope.slice(0, -1)));
    } else if (node.nested) {
      addNested(namespace(into, name), node, `${fullName}.`, found);
    }
  }
}

/** A package, as a message. */
function namespace(parent: DescriptorProto, name: string): DescriptorProto {
  const known = parent.nestedType.find((type) => type.name === name);
  if (known) return known;
  const made = create(DescriptorProtoSchema, { name });
  parent.nestedType.push(made);
  return made;
}

function serviceFile(name: string, methods: NonNullable<ProtoNode['methods']>, scope: string): ServiceFile {
  const method = Object.entries(methods).map(
    ([each, { requestType, responseType, requestStream, responseStream }]) => ({
      name: each,
      inputType: requestType,
      outputType: responseType,
      clientStreaming: requestStream ?? false,
      serverStreaming: responseStream ?? false,
    }),
  );
  return { name: `${scope}.${name}`, package: scope, syntax: 'proto3', service: [{ name, method }] };
}

/** Puts full names in the place of those that proto files abbreviate. */
function resolveTypes(message: DescriptorProto, scope: string, kinds: ReadonlyMap<string, Kind>): void {
  for (const field of message.field) {
    if (field.typeName === '') continue;
    field.typeName = resolved(field.typeName, scope, kinds);
    const kind = kinds.get(field.typeName.slice(1));
    if (kind) field.type = kind === 'enum' ? Type.ENUM : Type.MESSAGE;
    if (kind === 'group') {
      field.options = create(FieldOptionsSchema, { features: { messageEncoding: Encoding.DELIMITED } });
    }
  }
  for (const nested of message.nestedType) resolveTypes(nested, `${scope}${nested.name}.`, kinds);
}

/** From the inside out, as protobuf looks for them. */
function resolved(name: string, scope: string, kinds: ReadonlyMap<string, Kind>): string {
  if (name.startsWith('.')) return name;
  let around = scope;
  while (around !== '' && !kinds.has(around + name)) around = around.replace(/[^.]*\.$/, '');
  return `.${around}${name}`;
}
