import type { DescMessage, DescService } from '@bufbuild/protobuf';
import { clone, create, createFileRegistry } from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema, OneofDescriptorProtoSchema } from '@bufbuild/protobuf/wkt';
import { google } from './google-service.js';

const plain = google.getMessage('google.longrunning.Operation')!.file;
const proto = clone(FileDescriptorProtoSchema, plain.proto);
const operation = proto.messageType.find(({ name }) => name === 'Operation')!;
operation.oneofDecl.push(create(OneofDescriptorProtoSchema, { name: 'result' }));
for (const field of operation.field) if (field.name === 'error' || field.name === 'response') field.oneofIndex = 0;

/** As `protoc-gen-es` generates it, with `error` and `response` in a oneof: the way of its messages to hold them. */
const generated = createFileRegistry(proto, (name) => plain.dependencies.find((file) => file.proto.name === name));

export const OperationSchema: DescMessage = generated.getMessage('google.longrunning.Operation')!;

export const OperationsService: DescService = generated.getService('google.longrunning.Operations')!;
