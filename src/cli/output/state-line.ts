import { boundedJson } from '../../core/model/bounded-json.js';
import type { OperationState } from '../../core/model/operation-state.js';
import { StatusCode, statusCodeName } from '../../core/model/status-code.js';
import { shortened } from '../../text/shortened.js';
import { formatDuration } from '../../text/format-duration.js';
import type { KnownTypes } from './known-types.js';
import { jsonFields } from '../../text/fields.js';
import type { Progress } from '../../text/progress-of.js';
import { progressOf } from '../../text/progress-of.js';
import { packedText } from './state-text.js';

/** How much of metadata is in it, in characters. */
const LONGEST = 1_000;

/** A state in one line. What changes with each poll, such as its number, is not in it. */
export function stateLine(state: OperationState, types: KnownTypes): string {
  const failure = failureText(state, state.poll.nextDelay ?? 0);
  return failure ?? [state.status, metadataText(state, types)].filter(Boolean).join(', ');
}

/** Says that the latest poll failed, and when the next one is due; `undefined` when it did not. */
export function failureText({ status, poll }: OperationState, nextDelay: number): string | undefined {
  const { failures, lastError } = poll;
  if (!lastError) return undefined;
  const { code, statusMessage } = lastError;
  const lost = status === 'unknown' ? 'no connection' : 'connection lost';
  const what = `${code === StatusCode.UNAVAILABLE ? lost : 'poll failed'} (${failures} in a row)`;
  return `${what}, next try in ${formatDuration(nextDelay)}: ${statusCodeName(code)}: ${statusMessage}`;
}

/** How far the operation is, as its metadata says in a form that is known. */
export function progressOfState({ message: { metadata } }: OperationState, types: KnownTypes): Progress | undefined {
  const fields = metadata && types.fieldsOf(metadata);
  // Of a Struct, they are one further in.
  const inner = jsonFields(fields?.['value']);
  return fields && (progressOf(fields) ?? progressOf(inner));
}

/** A part of a whole, as people read it. */
export function percentText({ fraction, text }: Progress): string {
  return [`${Math.floor(fraction * 100)} %`, text].filter(Boolean).join(', ');
}

function metadataText(state: OperationState, types: KnownTypes): string {
  const { metadata } = state.message;
  if (!metadata) return '';
  const progress = progressOfState(state, types);
  if (progress) return percentText(progress);
  const fields = types.fieldsOf(metadata);
  return fields ? shortened(JSON.stringify(boundedJson(fields, LONGEST)), LONGEST) : `metadata ${packedText(metadata)}`;
}
