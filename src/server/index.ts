export { loadDigester } from './digester/load-digester.js';
export type { DigesterOptions } from './digester/load-digester.js';
export type { DigestTreeMetadata, DigestTreeRequest, DigestTreeResponse } from './digester/digester-messages.js';
export { digesterProto } from './digester/generated/digester.js';
export { InMemoryOperations } from './in-memory-operations.js';
export type { InMemoryOperationsOptions } from './in-memory-operations.js';
export type { OperationWork, WorkTypes, WorkUpdate } from './operation-work.js';
export { serveOperations } from './serve-operations.js';
export type { OperationsServer, ServeOptions, StartingService } from './serve-operations.js';
