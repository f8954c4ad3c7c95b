import type { DescService, Message } from '@bufbuild/protobuf';
import { clone, create, createFileRegistry } from '@bufbuild/protobuf';
import type { GenMessage } from '@bufbuild/protobuf/codegenv2';
import type { Any } from '@bufbuild/protobuf/wkt';
import { FileDescriptorProtoSchema, OneofDescriptorProtoSchema } from '@bufbuild/protobuf/wkt';
import { google } from './google-service.js';

const plain = google.getMessage('google.longrunning.Operation')!.file;
const proto = clone(FileDescriptorProtoSchema, plain.proto);
const operation = proto.messageType.find(({ name }) => name === 'Operation')!;
operation.oneofDecl.push(create(OneofDescriptorProtoSchema, { name: 'result' }));
for (const field of operation.field) if (field.name === 'error' || field.name === 'response') field.oneofIndex = 0;

/** As `protoc-gen-es` generates it, with `error` and `response` in a oneof: the way of its messages to hold them. */
const generated = createFileRegistry(proto, (name) => plain.dependencies.find((file) => file.proto.name === name));

/** google.longrunning.Operation */
export type GeneratedOperation = Message<'google.longrunning.Operation'> & {
  name: string;
  metadata?: Any;
  done: boolean;
  result:
    | { value: GeneratedStatus; case: 'error' }
    | { value: Any; case: 'response' }
    | { case: undefined; value?: undefined };
};

type GeneratedStatus = Message<'google.rpc.Status'> & { code: number; message: string; details: Any[] };

export const OperationSchema = generated.getMessage('google.longrunning.Operation') as GenMessage<GeneratedOperation>;

export const OperationsService: DescService = generated.getService('google.longrunning.Operations')!;
