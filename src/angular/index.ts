export { injectOperation } from './inject-operation.js';
export type { InjectOperationOptions, OperationSignals } from './operation-signals.js';
export { injectOperations } from './inject-operations.js';
export type { Operations } from './inject-operations.js';
export { injectOperationsList } from './inject-operations-list.js';
export type { InjectOperationsListOptions, OperationsListSignals } from './operations-list-signals.js';
export { operationResource } from './operation-resource.js';
export { provideOperations } from './provide-operations.js';
export type { OperationsFeature, OperationsFeatureKind } from './provide-operations.js';
export { withClient } from './with-client.js';
export { withHttpClient } from './with-http-client.js';
export type { HttpClientOptions } from './with-http-client.js';
export { withPolling } from './with-polling.js';
export { withRest } from './with-rest.js';

export { provideOperationsTesting, SCRIPTED_OPERATIONS } from './provide-operations-testing.js';
export type { OperationsTestingOptions } from './provide-operations-testing.js';

export type { FollowedOperation } from './followed-operation.js';
export type { Poll } from './inject-poll.js';
export type { PollingDefaults } from './polling-defaults.js';
