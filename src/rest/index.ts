export { jsonMessageType } from './json-message-type.js';
export { restOperationsClient } from './rest-operations-client.js';
export type { RestClientOptions, RestFetch, RestMethod, RestPaths } from './rest-client-options.js';
export type { RestHeaders } from './rest-headers.js';

// For those who hold JSON of operations and of errors.
export type { RestError } from '../core/model/rest-error.js';
export type { RestOperation } from '../core/model/rest-operation.js';
export { fromRestError } from './from-rest-error.js';
export { fromRestOperation } from './from-rest-operation.js';
export { toRestError } from './to-rest-error.js';
export { toRestOperation } from './to-rest-operation.js';
