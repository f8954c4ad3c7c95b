import type { ListOperationsPage } from '../core/client/operations-client.js';
import { fromAnyJson } from '../core/model/any-json.js';
import type { MessageType } from '../core/model/message-type.js';
import type { OperationMessage } from '../core/model/operation-message.js';
import type { Status, StatusDetail } from '../core/model/status.js';
import { toStatusDetail } from '../core/model/status.js';

/** An object of JSON. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Finds what reads the details of a type. */
export type DetailTypeNamed = (typeName: string) => MessageType<unknown> | undefined;

/** Whether some JSON is an object, and no list. */
export function isJsonObject(json: unknown): json is JsonObject {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}

/**
 * The operation message of its JSON, where a field with its default value may be left out, or be `null`.
 *
 * @throws TypeError when it is of another shape.
 */
export function fromRestOperation(json: unknown, detailTypeNamed: DetailTypeNamed): OperationMessage {
  const operation = objectOf(json, 'operation');
  const { metadata, error, response } = operation;
  return {
    name: fieldOf(operation, 'name', ''),
    done: fieldOf(operation, 'done', false),
    ...(metadata != null && { metadata: fromAnyJson(metadata) }),
    ...(error != null && { error: fromRestStatus(objectOf(error, 'error'), detailTypeNamed) }),
    ...(response != null && { response: fromAnyJson(response) }),
  };
}

/**
 * The page of its JSON; some gateways keep the names of the proto file.
 *
 * @throws TypeError when it is of another shape.
 */
export function fromRestPage(page: JsonObject, detailTypeNamed: DetailTypeNamed): ListOperationsPage {
  const operations = page['operations'] ?? [];
  if (!Array.isArray(operations)) throw new TypeError('JSON whose operations are no list');
  return {
    operations: operations.map((json) => fromRestOperation(json, detailTypeNamed)),
    nextPageToken: fieldOf(page, 'nextPageToken', fieldOf(page, 'next_page_token', '')),
  };
}

/** The details in the JSON of a status; what is no list has none. */
export function fromRestDetails(details: unknown, detailTypeNamed: DetailTypeNamed): readonly StatusDetail[] {
  return Array.isArray(details) ? details.map((any) => toStatusDetail(fromAnyJson(any), detailTypeNamed)) : [];
}

function fromRestStatus(status: JsonObject, detailTypeNamed: DetailTypeNamed): Status {
  return {
    code: fieldOf(status, 'code', 0),
    message: fieldOf(status, 'message', ''),
    details: fromRestDetails(status['details'], detailTypeNamed),
  };
}

function objectOf(json: unknown, what: string): JsonObject {
  if (isJsonObject(json)) return json;
  throw new TypeError(`JSON whose ${what} is no object`);
}

function fieldOf<T>(json: JsonObject, field: string, whenAbsent: T): T {
  const value = json[field] ?? whenAbsent;
  if (typeof value === typeof whenAbsent) return value as T;
  throw new TypeError(`JSON whose ${field} is no ${typeof whenAbsent}`);
}
