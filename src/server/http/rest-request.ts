import type { DescField, DescMessage, JsonObject, JsonValue } from '@bufbuild/protobuf';
import { fromJson, ScalarType, toBinary } from '@bufbuild/protobuf';
import { RpcError } from '../../core/model/rpc-error.js';
import { messageOf } from '../../core/model/message-of.js';
import { StatusCode } from '../../core/model/status-code.js';
import type { HttpParts } from './http-parts.js';
import type { RestBinding } from './rest-bindings.js';

/** What a request says, beside its verb. */
export interface RestRequest {
  /** As it was sent. */
  readonly path: string;
  readonly query: string;
  /** Parsed; absent when the binding has none. */
  readonly body: unknown;
}

/**
 * The request in the shape of @grpc/proto-loader: of the body, the query and the path, where the latter win.
 *
 * @throws RpcError `INVALID_ARGUMENT` when it does not fit the type of the request.
 */
export function readRestRequest(
  { method, input, path, fields, body: bodyField }: RestBinding,
  request: RestRequest,
  { registry }: Pick<HttpParts, 'registry'>,
): object {
  try {
    const body = request.body as JsonValue;
    const json = bodyField === '*' ? body : bodyField ? { [bodyField]: body } : {};
    if (typeof json !== 'object' || json === null || Array.isArray(json)) throw new TypeError('the body is no object');
    if (bodyField !== '*') readQuery(input, request.query, json);
    const values = path.exec(request.path)?.slice(1) ?? [];
    fields.forEach((names, index) => set(json, names, decodeURIComponent(values[index] ?? '')));
    const message = fromJson(input, json, { registry });
    return method.definition.requestDeserialize(Buffer.from(toBinary(input, message)));
  } catch (cause) {
    throw new RpcError({ code: StatusCode.INVALID_ARGUMENT, message: messageOf(cause), cause });
  }
}

/** Parameters that are no fields, such as `$alt` and `key`, are for others. */
function readQuery(input: DescMessage, query: string, json: JsonObject): void {
  const parameters = new URLSearchParams(query);
  for (const name of new Set(parameters.keys())) {
    const names = name.split('.');
    const field = findField(input, names);
    if (!field) continue;
    const values = parameters.getAll(name).map((text) => valueOf(field, text));
    set(json, names, field.fieldKind === 'list' ? values : (values.at(-1) ?? null));
  }
}

function findField(message: DescMessage | undefined, [name, ...inner]: readonly string[]): DescField | undefined {
  const field = message?.fields.find(({ jsonName }) => jsonName === name);
  return inner.length === 0 ? field : findField(field?.message, inner);
}

/** JSON takes numbers as text, too, but no booleans. */
function valueOf({ scalar }: DescField, text: string): JsonValue {
  return scalar === ScalarType.BOOL && /^(true|false)$/.test(text) ? text === 'true' : text;
}

function set(json: JsonObject, [name = '', ...inner]: readonly string[], value: JsonValue): void {
  if (inner.length === 0) json[name] = value;
  else set((json[name] ??= {}) as JsonObject, inner, value);
}
