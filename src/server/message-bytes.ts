import type { OperationMessage } from '../core/model/operation-message.js';
import type { PackedMessage } from '../core/model/packed-message.js';
import type { Status } from '../core/model/status.js';
import type { Answer } from './served-method.js';

/** How many bytes an answer has, about. */
export function answerBytes(answer: Answer): number {
  if (answer === null) return 0;
  if (!('operations' in answer)) return messageBytes(answer);
  return answer.operations.reduce((sum, operation) => sum + messageBytes(operation), 0);
}

/** How many bytes an operation has in an answer, about: what is small whatever it holds does not count. */
export function messageBytes({ name, metadata, error, response }: OperationMessage): number {
  return name.length + packedBytes(metadata) + packedBytes(response) + (error ? statusBytes(error) : 0);
}

/** How many bytes a packed message has, about; none when it is absent. */
export function packedBytes(packed: PackedMessage | undefined): number {
  if (!packed) return 0;
  return packed.typeUrl.length + ('value' in packed ? packed.value.length : jsonBytes(packed.json));
}

/** How many bytes a status has, about. */
export function statusBytes({ message, details }: Status): number {
  return details.reduce((sum, { packed }) => sum + packedBytes(packed), message.length);
}

/** JSON that cannot be written has no end. */
function jsonBytes(json: unknown): number {
  try {
    return JSON.stringify(json).length;
  } catch {
    return Infinity;
  }
}
