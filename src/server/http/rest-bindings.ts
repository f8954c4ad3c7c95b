import type { DescMessage, FileRegistry } from '@bufbuild/protobuf';
import type { HttpRule } from '../http-rule.js';
import { HTTP_VERBS } from '../http-rule.js';
import type { ServedMethod } from '../served-method.js';

/** One way to call a method over REST. */
export interface RestBinding {
  readonly method: ServedMethod;
  /** The type of its request. */
  readonly input: DescMessage;
  readonly verb: string;
  /** Matches a path as it was sent, and captures the values of `fields`. */
  readonly path: RegExp;
  /** The fields of the request that the path holds, each by its names from the outside in. */
  readonly fields: readonly (readonly string[])[];
  /** The field of the request that the body is, or `*`; without it, no body is read. */
  readonly body: string | undefined;
}

/** The bindings of a method; those that are not understood are left out. */
export function restBindings(method: ServedMethod, registry: FileRegistry): RestBinding[] {
  const [, service = '', name] = method.definition.path.split('/');
  const input = registry.getService(service)?.methods.find((each) => each.name === name)?.input as DescMessage;
  return rulesOf(method.http).flatMap((rule) => {
    const verb = HTTP_VERBS.find((each) => rule[each] !== undefined);
    const template = verb && rule[verb];
    if (!template || !TEMPLATE.test(template)) return [];
    const body = rule.body && camelCase(rule.body);
    return [{ method, input, verb: verb.toUpperCase(), ...compile(template), body }];
  });
}

function rulesOf(rule: HttpRule | undefined): HttpRule[] {
  if (!rule) return [];
  const { additional_bindings: more = [] } = rule;
  return [rule, ...(Array.isArray(more) ? (more as HttpRule[]) : [more as HttpRule])];
}

/** A path of literals, `*`, `**` and fields such as `{name}` and `{name=reports/*}`. */
const TEMPLATE = /^\/([^{}]|\{[\w.]+(=[^{}]+)?\})+$/;

function compile(template: string): Pick<RestBinding, 'path' | 'fields'> {
  const fields: string[][] = [];
  const source = template.replace(/\{([\w.]+)=?([^}]*)\}|[^{]+/g, (part, field?: string, pattern?: string) => {
    if (field === undefined) return patternSource(part);
    fields.push(camelCase(field).split('.'));
    return `(${patternSource(pattern || '*')})`;
  });
  return { path: new RegExp(`^${source}$`), fields };
}

function patternSource(pattern: string): string {
  return pattern.replace(/\*\*|\*|[^*\w/]/g, (part) => (part === '**' ? '.+' : part === '*' ? '[^/]+' : `\\${part}`));
}

/** Field names in bindings are those of the proto file; proto-loader makes them camelCase. */
function camelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
