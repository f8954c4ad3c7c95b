import type { PackedMessage } from './packed-message.js';
import { isSameJson } from './same-json.js';

/** Whether two packed messages are the same, byte by byte, or in their JSON. */
export function isSamePacked(a: PackedMessage | undefined, b: PackedMessage | undefined): boolean {
  if (a?.typeUrl !== b?.typeUrl) return false;
  if (a && b && 'value' in a && 'value' in b) {
    return a.value.length === b.value.length && a.value.every((byte, index) => byte === b.value[index]);
  }
  return isSameJson(a, b);
}
