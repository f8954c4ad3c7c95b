import type { OperationMessage } from '../model/operation-message.js';
import type { PackedMessage } from '../model/packed-message.js';

/**
 * Makes the same message of the strings that are there already: a transport reads the names of operation and type anew
 * from each page, which would be a tenth of the memory of an operation that is watched.
 */
export function interning(): (message: OperationMessage, name: string) => OperationMessage {
  let typeUrl = '';
  return (message, name) => {
    const { done, metadata } = message;
    // Others are not kept, or are few.
    if (done || message.name !== name || message.retryDelay !== undefined) return message;
    if (metadata === undefined || !('value' in metadata)) return { ...message, name };
    if (typeUrl !== metadata.typeUrl) typeUrl = metadata.typeUrl;
    const packed: PackedMessage = { typeUrl, value: metadata.value };
    return { name, done, metadata: packed };
  };
}
