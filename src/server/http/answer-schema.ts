import type { DescMessage, JsonObject, MessageShape } from '@bufbuild/protobuf';
import { create, createFileRegistry, fromBinary, fromJson } from '@bufbuild/protobuf';
import {
  FieldDescriptorProto_Label as Label,
  FieldDescriptorProto_Type as Type,
  file_google_protobuf_struct,
  FileDescriptorProtoSchema,
} from '@bufbuild/protobuf/wkt';

/*
 * A look-alike of all that is answered. Connect writes the message that it is given, and fails at an Any whose type it
 * does not know. This message has JSON as its fields, under numbers of its own, so that in JSON nothing is left to know;
 * and in binary all of Google's fields are unknown to it, and kept as they are.
 */
const FIELDS: Readonly<Record<string, object>> = {
  name: { type: Type.STRING },
  metadata: { type: Type.MESSAGE, typeName: '.google.protobuf.Struct' },
  done: { type: Type.BOOL },
  error: { type: Type.MESSAGE, typeName: '.google.protobuf.Struct' },
  response: { type: Type.MESSAGE, typeName: '.google.protobuf.Struct' },
  operations: { type: Type.MESSAGE, typeName: '.google.protobuf.Struct', label: Label.REPEATED },
  nextPageToken: { type: Type.STRING },
};

const file = create(FileDescriptorProtoSchema, {
  name: 'answer.proto',
  syntax: 'proto3',
  dependency: [file_google_protobuf_struct.proto.name],
  messageType: [
    {
      name: 'Answer',
      field: Object.entries(FIELDS).map(([name, field], index) => ({
        name,
        jsonName: name,
        number: 10_000 + index,
        label: Label.OPTIONAL,
        ...field,
      })),
    },
  ],
});

/** What Connect takes for the type of every answer. */
export const answerSchema = createFileRegistry(file, () => file_google_protobuf_struct).getMessage(
  'Answer',
) as DescMessage;

/** The answer that Connect sends in binary as these bytes. */
export function binaryAnswer(bytes: Uint8Array): MessageShape<DescMessage> {
  return fromBinary(answerSchema, bytes);
}

/** The answer that Connect sends as this JSON, of which each level counts for several here. */
export function jsonAnswer(json: JsonObject): MessageShape<DescMessage> {
  return fromJson(answerSchema, json, { recursionLimit: 1_000 });
}
