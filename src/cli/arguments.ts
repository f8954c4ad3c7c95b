import { operationName } from '../core/model/operation-name.js';
import { UsageError } from './usage-error.js';

/**
 * The name of a collection. Empty is one, too: some servers list everything then.
 *
 * @throws TypeError when it holds a character that cannot be sent.
 */
export function parseCollection(text: string): string {
  return text === '' ? text : operationName(text);
}

/** @throws RangeError when the text is not a whole number of 1 or more. */
export function parseCount(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new RangeError('Expected a whole number of 1 or more.');
}

/** @throws RangeError when the text is no port. */
export function parsePort(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new RangeError('Expected a port from 0 to 65535; 0 is a free one.');
}

/** Adds to the values of an option that can be repeated. */
export function collect(text: string, others: readonly string[] = []): readonly string[] {
  return [...others, text];
}

const HEADER = /^\s*([0-9a-z_.-]+)\s*:\s*(\S.*?)\s*$/is;

/**
 * Adds a header, written as `name: value`.
 *
 * @throws UsageError when it is not. What was given is not in the message, as it may be secret.
 */
export function parseHeader(
  text: string,
  others: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const [, name = '', value = ''] = HEADER.exec(text) ?? [];
  const key = name.toLowerCase();
  if (key === '') {
    throw new UsageError(
      "--header expects 'name: value', in quotes; what was given is not shown here, as it may be secret.",
    );
  }
  // What gRPC does with the values of a header that is sent twice.
  return { ...others, [key]: Object.hasOwn(others, key) ? `${others[key]},${value}` : value };
}
