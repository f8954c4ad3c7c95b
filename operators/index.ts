export { toMetadata } from './to-metadata.js';
export { toResponse } from './to-response.js';
