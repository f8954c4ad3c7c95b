export type { GrpcClientOptions } from './grpc-client-options.js';
export type { GrpcOperationsClient } from './grpc-operations-client.js';
export { loadMessageTypes } from './load-message-types.js';
export { loadOperationsClient } from './load-operations-client.js';
export { operationsClientFromStub } from './operations-client-from-stub.js';
export type { OperationsStub, StubMethod } from './operations-client-from-stub.js';
export type { ProtoOptions } from '../protobuf/load-definitions.js';
export type { BinaryMessageType, MessageTypes } from '../protobuf/message-types.js';
export type { ProtoDescriptor, ProtoSource } from '../protobuf/proto-source.js';
