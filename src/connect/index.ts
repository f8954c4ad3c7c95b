export { connectOperationsClient } from './connect-operations-client.js';
export type { ConnectClientOptions } from './connect-operations-client.js';
export { messageTypeOf } from './message-type-of.js';
export type { MessageTypeOptions } from './message-type-of.js';

// For those who hold messages and errors of Connect.
export type { ConnectAny, ConnectOperation, ConnectStatus } from './connect-operation.js';
export { fromConnectError } from './from-connect-error.js';
export { fromConnectOperation } from './from-connect-operation.js';
export { toConnectError } from './to-connect-error.js';
export { toConnectOperation } from './to-connect-operation.js';
