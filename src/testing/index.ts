export { scriptedOperations } from './scripted-operations.js';
export type { ScriptedOperations, ScriptedOperationsOptions } from './scripted-operations.js';
export { cancelled, failed, running, succeeded } from './scripted-answer.js';
export type { ScriptedAnswer, ScriptedMessage } from './scripted-answer.js';
export type { OperationScript } from './shorthand.js';
export type { OperationsMethod } from '../core/client/operations-client.js';
export type { ScriptedCall } from './recorded-client.js';
