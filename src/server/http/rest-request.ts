import type { JsonValue } from '@bufbuild/protobuf';
import { fromJson, toBinary } from '@bufbuild/protobuf';
import { messageOf } from '../../core/model/message-of.js';
import { RpcError } from '../../core/model/rpc-error.js';
import { StatusCode } from '../../core/model/status-code.js';
import { setField } from './field-path.js';
import type { HttpParts } from './http-parts.js';
import type { RestBinding } from './rest-bindings.js';
import { readQuery } from './rest-query.js';

/** What a request says, beside its verb. */
export interface RestRequest {
  /** As it was sent. */
  readonly path: string;
  readonly query: string;
  /** Parsed; absent when the binding has none. */
  readonly body: unknown;
}

/**
 * The request in the shape of @grpc/proto-loader: of the body, the query and the path, where the last wins.
 *
 * @throws RpcError `INVALID_ARGUMENT` when it does not fit the type of the request.
 */
export function readRestRequest(
  { method, input, path, variables, body: bodyField }: RestBinding,
  request: RestRequest,
  { registry }: Pick<HttpParts, 'registry'>,
): object {
  try {
    const body = request.body as JsonValue;
    const json = bodyField === '*' ? body : bodyField ? { [bodyField]: body } : {};
    if (typeof json !== 'object' || json === null || Array.isArray(json)) throw new TypeError('the body is no object');
    readQuery(input, request.query, { paths: variables.map(({ field }) => field), body: bodyField }, json);
    const values = path.exec(request.path)?.slice(1) ?? [];
    variables.forEach(({ field, decode }, index) => setField(json, field, decode(values[index] ?? '')));
    const message = fromJson(input, json, { registry });
    return method.definition.requestDeserialize(Buffer.from(toBinary(input, message)));
  } catch (cause) {
    throw new RpcError({ code: StatusCode.INVALID_ARGUMENT, message: messageOf(cause), cause });
  }
}
