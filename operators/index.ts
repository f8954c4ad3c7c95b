export { cancelOnUnsubscribe, type CancelOnUnsubscribeOptions } from './cancel-on-unsubscribe.js';
export { shareOperation } from './share-operation.js';
export { toMetadata } from './to-metadata.js';
export { toResponse } from './to-response.js';
