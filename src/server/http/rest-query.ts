import type { DescField, DescMessage, JsonObject, JsonValue } from '@bufbuild/protobuf';
import { fromJson, ScalarType } from '@bufbuild/protobuf';
import { messageOf } from '../../core/model/message-of.js';
import type { FieldPath } from './field-path.js';
import { fieldPath, setField } from './field-path.js';

/**
 * Parameters that Google's clients send to any method, beside those that begin with `$`.
 *
 * @see https://cloud.google.com/apis/docs/system-parameters
 */
const SYSTEM = new Set(
  'access_token alt callback fields key oauth_token prettyPrint quotaUser trace uploadType upload_protocol userIp userProject'.split(
    ' ',
  ),
);

/** The fields that are not for the query. */
export interface TakenFields {
  readonly paths: readonly FieldPath[];
  /** The name of one, or `*`. */
  readonly body: string | undefined;
}

/**
 * Reads the parameters of a query into the JSON of a request. Those of Google's system say nothing of the request, and
 * are left out.
 *
 * @throws TypeError when a parameter is no field, is given where something else gives the field, or cannot be read.
 */
export function readQuery(input: DescMessage, query: string, taken: TakenFields, json: JsonObject): void {
  const seen = new Set<string>();
  for (const [parameter, texts] of parametersOf(query)) {
    const path = fieldPath(input, parameter);
    if (!path && (parameter.startsWith('$') || SYSTEM.has(parameter))) continue;
    const field = path?.at(-1);
    const called = `the parameter ${JSON.stringify(parameter)}`;
    if (!path || !field) throw new TypeError(`${called} is no field of ${input.typeName}`);
    if (taken.body === '*' || path[0].name === taken.body) throw new TypeError(`${called} belongs in the body`);
    if (taken.paths.some((other) => String(other) === String(path))) throw new TypeError(`${called} is in the path`);
    const values = texts.map((text) => valueOf(field, text));
    const [value = null, ...others] = field.fieldKind === 'list' ? [values] : values;
    if (others.length > 0 || seen.has(String(path))) throw new TypeError(`${called} is given more than once`);
    seen.add(String(path));
    check(input, path, value, called);
    setField(json, path, value);
  }
}

function check(input: DescMessage, path: FieldPath, value: JsonValue, called: string): void {
  const alone: JsonObject = {};
  setField(alone, path, value);
  try {
    fromJson(input, alone);
  } catch (cause) {
    throw new TypeError(`${called} cannot be read: ${messageOf(cause)}`, { cause });
  }
}

function parametersOf(query: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const part of query.split('&').filter(Boolean)) {
    const [name = '', ...value] = part.split('=').map((text) => decoded(text.replaceAll('+', ' ')));
    const texts = found.get(name) ?? [];
    texts.push(value.join('='));
    found.set(name, texts);
  }
  return found;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (cause) {
    throw new TypeError(`the query has an escape that is malformed: ${JSON.stringify(text)}`, { cause });
  }
}

/** JSON takes numbers as text, too, but no booleans, and enums by name alone. */
function valueOf(field: DescField, text: string): JsonValue {
  const { scalar, message } = field;
  if (message?.typeName === 'google.protobuf.FieldMask')
    return text.replace(/_([a-z0-9])/g, (_, next: string) => next.toUpperCase());
  if (scalar === ScalarType.BOOL || message?.typeName === 'google.protobuf.BoolValue') {
    return /^(true|false)$/.test(text) ? text === 'true' : text;
  }
  return field.enum && /^-?\d+$/.test(text) ? Number(text) : text;
}
