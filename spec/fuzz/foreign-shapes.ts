import type { AnyModel, OperationModel } from './arbitrary-operation.js';

/** Writes an operation as some library has it. */
export type WriteShape = (operation: OperationModel) => object;

type WriteAny = (any: AnyModel) => object;

/** The fields that are set, or their parts that `write` gives. */
function fieldsOf({ metadata, error, response }: OperationModel, write: WriteAny): Partial<Record<string, object>> {
  return {
    ...(metadata && { metadata: write(metadata) }),
    ...(error && { error: { ...error, details: error.details.map(write) } }),
    ...(response && { response: write(response) }),
  };
}

const camelAny: WriteAny = ({ typeUrl, bytes }) => ({ typeUrl, value: bytes });
const esAny: WriteAny = (any) => ({ $typeName: 'google.protobuf.Any', ...camelAny(any) });
const jsonAny: WriteAny = ({ typeUrl, fields }) => ({ '@type': typeUrl, ...fields });
const snakeAny =
  (value: (bytes: Uint8Array) => unknown): WriteAny =>
  ({ typeUrl, bytes }) => ({ type_url: typeUrl, value: value(bytes) });

/** With the error or the response in one field. */
function union(
  { name, done, ...operation }: OperationModel,
  write: WriteAny,
  result: (field: 'error' | 'response', value: object) => object,
  none: unknown,
): object {
  const { metadata, error, response } = fieldsOf({ name, done, ...operation }, write);
  const value = error ? result('error', error) : response ? result('response', response) : none;
  return { name, done, metadata, result: value };
}

/** @param absent what stands for a field that is not set; none when it is left out. */
function protoLoader(value: (bytes: Uint8Array) => unknown, absent?: null, hasOneof = false): WriteShape {
  return (operation) => {
    const fields = fieldsOf(operation, snakeAny(value));
    const set = operation.error ? 'error' : operation.response ? 'response' : undefined;
    return {
      ...(absent === null && { metadata: null, error: null, response: null }),
      name: operation.name,
      ...((operation.done || absent === null) && { done: operation.done }),
      ...fields,
      ...(hasOneof && set && { result: set }),
    };
  };
}

const asBuffer = (bytes: Uint8Array): unknown => Buffer.from(bytes);
const asList = (bytes: Uint8Array): unknown => [...bytes];
const asBase64 = (bytes: Uint8Array): unknown => Buffer.from(bytes).toString('base64');

/** The same operation, as each library has it. */
export const foreignShapes: Readonly<Record<string, WriteShape>> = {
  'protobuf-es': (operation) => ({
    $typeName: 'google.longrunning.Operation',
    ...union(operation, esAny, (field, value) => ({ case: field, value }), { case: undefined }),
  }),
  'ts-proto, union': (operation) =>
    union(operation, camelAny, (field, value) => ({ $case: field, [field]: value }), undefined),
  'ts-proto, union of values': (operation) =>
    union(operation, camelAny, (field, value) => ({ $case: field, value }), undefined),
  'ts-proto, flat': (operation) => ({
    name: operation.name,
    done: operation.done,
    metadata: undefined,
    error: undefined,
    response: undefined,
    ...fieldsOf(operation, camelAny),
  }),
  'proto-loader': protoLoader(asBuffer),
  'proto-loader, defaults': protoLoader(asBuffer, null),
  'proto-loader, oneofs': protoLoader(asBuffer, null, true),
  'proto-loader, bytes in lists': protoLoader(asList, null),
  'proto-loader, bytes in base64': protoLoader(asBase64, undefined, true),
  'gax, latestResponse': (operation) => ({
    name: operation.name,
    done: operation.done,
    metadata: { percent: 5 },
    latestResponse: protoLoader(asBuffer, null, true)(operation),
  }),
  JSON: (operation) => ({
    name: operation.name,
    ...(operation.done && { done: true }),
    ...fieldsOf(operation, jsonAny),
  }),
};
