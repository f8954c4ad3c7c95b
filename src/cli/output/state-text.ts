import type { OperationState } from '../../core/model/operation-state.js';
import type { PackedMessage } from '../../core/model/packed-message.js';
import { typeNameOf } from '../../core/model/packed-message.js';
import { statusCodeName } from '../../core/model/status-code.js';
import { formatBytes } from '../../text/format-bytes.js';
import type { KnownTypes } from './known-types.js';

/** A state for people: what is known, each part under its label. */
export function stateText(state: OperationState, types: KnownTypes): string {
  const { metadata, response } = state.message;
  return [
    `${state.name}: ${state.status}`,
    ...('error' in state ? [`error: ${statusCodeName(state.error.code)}: ${state.error.statusMessage}`] : []),
    ...('error' in state ? state.error.details.map(({ packed }) => messageText('detail', packed, types)) : []),
    ...(metadata ? [messageText('metadata', metadata, types)] : []),
    ...(response && state.status === 'succeeded' ? [messageText('response', response, types)] : []),
  ].join('\n');
}

/** What is known of a message whose type is not. */
export function packedText(packed: PackedMessage): string {
  return `${typeNameOf(packed)}, ${'value' in packed ? formatBytes(packed.value.length) : 'as JSON'}`;
}

function messageText(label: string, packed: PackedMessage, types: KnownTypes): string {
  const fields = types.fieldsOf(packed);
  if (!fields) return `${label}: ${packedText(packed)} (to read it, give its proto file with --types)`;
  return [`${label}:`, typeNameOf(packed), JSON.stringify(fields, null, 2)].filter(Boolean).join(' ');
}
