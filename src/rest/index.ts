export { jsonMessageType } from './json-message-type.js';
export { restOperationsClient } from './rest-operations-client.js';
export type { RestClientOptions, RestFetch, RestMethod, RestPaths } from './rest-client-options.js';
export type { RestHeaders } from './rest-headers.js';
