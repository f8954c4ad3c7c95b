import type { OperationState } from '../../core/model/operation-state.js';
import { boundedJson } from '../../core/model/bounded-json.js';
import type { PackedMessage } from '../../core/model/packed-message.js';
import { typeNameOf } from '../../core/model/packed-message.js';
import { statusCodeName } from '../../core/model/status-code.js';
import { shortened } from '../../text/shortened.js';
import { formatBytes } from '../../text/format-bytes.js';
import type { KnownTypes } from './known-types.js';

/** How much of a message is shown to people, in characters and in values. */
const LONGEST = 100_000;
const MOST_VALUES = 10_000;

/** A state for people: what is known, each part under its label. */
export function stateLines(state: OperationState, types: KnownTypes): readonly string[] {
  const { metadata, response } = state.message;
  return [
    `${state.name}: ${state.status}`,
    ...('error' in state ? [`error: ${statusCodeName(state.error.code)}: ${state.error.statusMessage}`] : []),
    ...('error' in state ? state.error.details.flatMap(({ packed }) => messageLines('detail', packed, types)) : []),
    ...(metadata ? messageLines('metadata', metadata, types) : []),
    ...(response && state.status === 'succeeded' ? messageLines('response', response, types) : []),
  ];
}

/** What is known of a message whose type is not. */
export function packedText(packed: PackedMessage): string {
  return `${typeNameOf(packed)}, ${'value' in packed ? formatBytes(packed.value.length) : 'as JSON'}`;
}

function messageLines(label: string, packed: PackedMessage, types: KnownTypes): readonly string[] {
  const fields = types.fieldsOf(packed);
  if (!fields) return [`${label}: ${packedText(packed)} (to read it, give its proto file with --types)`];
  const json = JSON.stringify(boundedJson(fields, MOST_VALUES), null, 2);
  const [first = '', ...rest] = shortened(json, LONGEST).split('\n');
  return [
    [`${label}:`, typeNameOf(packed), first].filter(Boolean).join(' '),
    ...rest,
    ...(json.length > LONGEST ? ['(shortened; --json writes it whole)'] : []),
  ];
}
