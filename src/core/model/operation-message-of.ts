import { describe } from './describe.js';
import type { OperationMessage } from './operation-message.js';
import { isPackedMessage, packedMessageOf } from './packed-message-of.js';
import { retryHintOf } from './retry-hint.js';
import { isStatus, statusOf } from './status-of.js';
import type { FindType } from './status.js';

/**
 * A `google.longrunning.Operation` as any library has it: this package; @grpc/proto-loader and protobufjs with any
 * options; protobuf-es; ts-proto; google-gax, its `Operation` or the `latestResponse` of one; JSON from REST.
 */
export interface OperationLike {
  readonly name?: string | null | undefined;
  readonly done?: boolean | null | undefined;
}

/** The fields, where libraries agree and where they do not. */
interface OperationFields extends OperationLike {
  readonly metadata?: unknown;
  readonly error?: unknown;
  readonly response?: unknown;
  /** Holds `error` or `response` in protobuf-es and ts-proto. In proto-loader, it is the name of the field that is set. */
  readonly result?: unknown;
  readonly retryDelay?: number;
}

/** What tells that another library made an operation. */
interface Foreign extends OperationFields {
  /** The name of the type, by protobuf-es. */
  readonly $typeName?: string;
  /** What the server sent, by google-gax. */
  readonly latestResponse?: unknown;
}

/**
 * The operation message of an operation, whichever library read it.
 *
 * A message of this package comes back as it is. An absent `done` is `false`; an Any without type and content is absent.
 *
 * @param findType finds the types that the details of an error unpack to. Defaults to none: they stay packed.
 * @throws TypeError when the value is not an operation; it says what was found.
 *
 * @example
 * ```ts
 * import { operationMessageOf } from 'rxjs-longrunning';
 *
 * // An operation that failed, as protobuf-es reads it.
 * const operation = { name: 'operations/123', done: true, result: { case: 'error', value: { code: 5, message: 'gone' } } };
 * console.log(operationMessageOf(operation).error?.code); // 5
 * ```
 *
 * @see https://github.com/googleapis/googleapis/blob/master/google/longrunning/operations.proto
 */
export function operationMessageOf(value: unknown, findType?: FindType): OperationMessage {
  if (isOperationMessage(value)) return value;
  const fields = fieldsOf(value);
  const result = resultOf(fields);
  const metadata = packedMessageOf(fields.metadata);
  const error = statusOf(result.error, findType);
  const response = packedMessageOf(result.response);
  const { name, done } = fields;
  const hint = retryHintOf(fields.retryDelay);
  return {
    name: name ?? '',
    done: done ?? false,
    ...(metadata && { metadata }),
    ...(error && { error }),
    ...(response && { response }),
    ...(hint && { retryDelay: hint }),
  };
}

const TYPE_NAME = 'google.longrunning.Operation';

/**
 * The fields of an operation.
 *
 * @throws TypeError when the value is not one.
 */
function fieldsOf(value: unknown): OperationFields {
  // What google-gax calls an operation has what the server sent in here; its own fields are decoded.
  const { latestResponse: fields = value } = (value ?? {}) as Foreign;
  if (typeof fields !== 'object' || fields === null) throw notAnOperation(describe(value));
  const {
    name,
    done,
    metadata,
    response,
    result,
    $typeName = TYPE_NAME,
  } = fields as OperationFields & {
    readonly $typeName?: unknown;
  };
  if ($typeName !== TYPE_NAME) throw notAnOperation(typeof $typeName === 'string' ? $typeName : describe(value));
  if (typeof (name ?? '') !== 'string') throw notAnOperation(`a name that is ${describe(name)}`);
  if (typeof (done ?? false) !== 'boolean') throw notAnOperation(`a done that is ${describe(done)}`);
  // Where `done` is left out, a name is not enough: operations of other APIs have one, too, and would run for ever.
  const hasContent = metadata ?? response ?? result;
  const isCertain =
    'done' in fields || (name && hasContent) || ((name || hasContent) && Object.keys(fields).every(isKnown));
  if (!isCertain) throw notAnOperation(describe(value));
  return fields as OperationFields;
}

function isKnown(field: string): boolean {
  return ['name', 'metadata', 'error', 'response', 'result', '@type'].includes(field);
}

function notAnOperation(found: string): TypeError {
  return new TypeError(`expected a ${TYPE_NAME} {name, done, …}, but found ${found}`);
}

/** The error or the response. */
function resultOf(fields: OperationFields): Pick<OperationFields, 'error' | 'response'> {
  const { result } = fields;
  if (typeof result !== 'object' || result === null) return fields;
  const { case: ofEs, $case: field = ofEs, value, ...flat } = result as Readonly<Record<string, unknown>>;
  if (field === 'error' || field === 'response') return { [field]: value ?? flat[field] };
  if (field === undefined && 'case' in result) return {};
  throw notAnOperation(`a result that is ${describe(result)}`);
}

/** Whether it is a message of this package already, as nearly all are: they are told in a tenth of the time of reading. */
function isOperationMessage(value: unknown): value is OperationMessage {
  // One of a class is another library's.
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return false;
  const { name, done, metadata, error, response, retryDelay } = value as OperationFields;
  let fields = 2;
  if (metadata !== undefined) fields++;
  if (error !== undefined) fields++;
  if (response !== undefined) fields++;
  if (retryDelay !== undefined) fields++;
  return (
    typeof name === 'string' &&
    typeof done === 'boolean' &&
    (metadata === undefined || isPackedMessage(metadata)) &&
    (response === undefined || isPackedMessage(response)) &&
    (error === undefined || isStatus(error)) &&
    (retryDelay === undefined || (retryDelay === retryHintOf(retryDelay) && retryDelay > 0)) &&
    // No field that tells of another library, and none that is not set.
    Object.keys(value).length === fields
  );
}
