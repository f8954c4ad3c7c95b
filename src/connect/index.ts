export { connectOperationsClient } from './connect-operations-client.js';
export type { ConnectClientOptions } from './connect-operations-client.js';
export { messageTypeOf } from './message-type-of.js';
export type { MessageTypeOptions } from './message-type-of.js';
