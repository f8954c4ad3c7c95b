import type { DescMessage, FileRegistry } from '@bufbuild/protobuf';
import type { HttpRule } from '../http-rule.js';
import { HTTP_VERBS } from '../http-rule.js';
import type { ServedMethod } from '../served-method.js';
import type { FieldPath } from './field-path.js';
import { fieldPath } from './field-path.js';

/** One way to call a method over REST. */
export interface RestBinding {
  readonly method: ServedMethod;
  /** The type of its request. */
  readonly input: DescMessage;
  readonly verb: string;
  /** Matches a path as it was sent, and captures the values of `variables`. */
  readonly path: RegExp;
  readonly variables: readonly PathVariable[];
  /** The field of the request that the body is, or `*`; without it, no body is read. */
  readonly body: string | undefined;
}

/** A field of the request that the path holds. */
export interface PathVariable {
  readonly field: FieldPath;
  /** @throws TypeError when an escape is malformed. */
  readonly decode: (text: string) => string;
}

/** The bindings of a method; those that are not understood are left out. */
export function restBindings(method: ServedMethod, registry: FileRegistry): RestBinding[] {
  const [, service = '', name] = method.definition.path.split('/');
  const input = registry.getService(service)?.methods.find((each) => each.name === name)?.input as DescMessage;
  return rulesOf(method.http).flatMap((rule) => {
    const verb = HTTP_VERBS.find((each) => rule[each] !== undefined);
    const template = verb && rule[verb];
    const compiled = template && TEMPLATE.test(template) ? compile(template, input) : undefined;
    const body = rule.body && rule.body !== '*' ? fieldPath(input, rule.body)?.[0].name : rule.body;
    if (!verb || !compiled || (rule.body && !body)) return [];
    return [{ method, input, verb: verb.toUpperCase(), ...compiled, body: body || undefined }];
  });
}

function rulesOf(rule: HttpRule | undefined): HttpRule[] {
  if (!rule) return [];
  const { additional_bindings: more = [] } = rule;
  return [rule, ...(Array.isArray(more) ? (more as HttpRule[]) : [more as HttpRule])];
}

/** A path of literals, `*`, `**` and fields such as `{name}` and `{name=reports/*}`. */
const TEMPLATE = /^\/([^{}]|\{[\w.]+(=[^{}]+)?\})+$/;

function compile(template: string, input: DescMessage): Pick<RestBinding, 'path' | 'variables'> | undefined {
  const variables: (PathVariable | undefined)[] = [];
  const source = template.replace(/\{([\w.]+)=?([^}]*)\}|[^{]+/g, (part, name?: string, pattern?: string) => {
    if (name === undefined) return patternSource(part);
    const field = fieldPath(input, name);
    const decode = /\/|\*\*/.test(pattern ?? '') ? decodeSegments : decodeSegment;
    variables.push(field && { field, decode });
    return `(${patternSource(pattern || '*')})`;
  });
  const known = variables.filter((variable) => variable !== undefined);
  return known.length === variables.length ? { path: new RegExp(`^${source}$`), variables: known } : undefined;
}

function patternSource(pattern: string): string {
  return pattern.replace(/\*\*|\*|[^*\w/]/g, (part) => (part === '**' ? '.+' : part === '*' ? '[^/]+' : `\\${part}`));
}

function decodeSegment(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (cause) {
    throw new TypeError(`the path has an escape that is malformed: ${JSON.stringify(text)}`, { cause });
  }
}

/**
 * A slash that is escaped stays so, as it parts no segments.
 *
 * @see https://github.com/googleapis/googleapis/blob/master/google/api/http.proto
 */
function decodeSegments(text: string): string {
  return decodeSegment(text.replace(/%(2f)/gi, '%25$1'));
}
