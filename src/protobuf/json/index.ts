export { messageJson } from './message-json.js';
export type { MessageJson } from './message-json.js';
export { messageRegistry } from './message-registry.js';
export { contentJson, packedJson } from './packed-json.js';
