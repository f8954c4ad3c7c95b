import type { LostState, MessageType, OperationMessage, OperationState, StatusDetail } from '../../src/index.js';
import { isOperationError, pack, statusCodeName } from '../../src/index.js';

export const NAME = 'operations/1';

/** A message type made by hand, in bytes and in JSON, that refuses what is no text. */
export const text: MessageType<string> = {
  typeName: 'acme.v1.Text',
  fromBinary: (bytes) => new TextDecoder('utf-8', { fatal: true }).decode(bytes),
  toBinary: (message) => new TextEncoder().encode(message),
  fromJson: (json) => {
    if (typeof json === 'object' && json && 'text' in json && typeof json.text === 'string') return json.text;
    throw new SyntaxError('no text');
  },
};

/** Another type than `text`. */
export const count: MessageType<number> = {
  typeName: 'acme.v1.Count',
  fromBinary: (bytes) => bytes.length,
  toBinary: (message) => new Uint8Array(message),
};

export const types = { responseType: text, metadataType: text } as const;

export function running(progress?: string, name = NAME): OperationMessage {
  return { name, done: false, ...metadataOf(progress) };
}

export function succeeded(response?: string, progress?: string, name = NAME): OperationMessage {
  return {
    name,
    done: true,
    ...(response === undefined ? {} : { response: pack(response, text) }),
    ...metadataOf(progress),
  };
}

export function failed(
  code: number,
  message: string,
  details: readonly StatusDetail[] = [],
  progress?: string,
): OperationMessage {
  return { name: NAME, done: true, error: { code, message, details }, ...metadataOf(progress) };
}

function metadataOf(progress: string | undefined): Pick<OperationMessage, 'metadata'> {
  return progress === undefined ? {} : { metadata: pack(progress, text) };
}

/** A state in one line, for marbles: status, number of the poll, metadata, failures, next delay, end. */
export function brief(state: OperationState | LostState): string {
  const { attempt, failures, lastError, nextDelay } = state.poll;
  return [
    `${state.status} #${attempt}`,
    state.metadata === undefined ? '' : `at ${String(state.metadata)}`,
    failures > 0 ? `failures ${failures}` : '',
    lastError ? statusCodeName(lastError.code) : '',
    nextDelay === undefined ? '' : `next ${nextDelay}`,
    state.status === 'succeeded' ? `gave ${String(state.response)}` : '',
    'error' in state ? endOf(state.error) : '',
  ]
    .filter((part) => part !== '')
    .join(', ');
}

function endOf(error: Error): string {
  return isOperationError(error) ? `${statusCodeName(error.code)}: ${error.statusMessage}` : error.name;
}
