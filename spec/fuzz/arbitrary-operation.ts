import fc from 'fast-check';

/** What is packed: its bytes, and its fields in JSON. */
export interface AnyModel {
  readonly typeUrl: string;
  readonly bytes: Uint8Array;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** An operation, before any library has written it. */
export interface OperationModel {
  readonly name: string;
  readonly done: boolean;
  readonly metadata: AnyModel | undefined;
  readonly error:
    { readonly code: number; readonly message: string; readonly details: readonly AnyModel[] } | undefined;
  readonly response: AnyModel | undefined;
}

const any: fc.Arbitrary<AnyModel> = fc.record({
  typeUrl: fc.constantFrom(
    'type.googleapis.com/acme.v1.Text',
    'type.googleapis.com/google.rpc.ErrorInfo',
    'type.googleapis.com/google.rpc.RetryInfo',
    'type.googleapis.com/google.protobuf.Empty',
    'acme.v1.Text',
    '/__proto__',
  ),
  bytes: fc.uint8Array({ maxLength: 12 }),
  fields: fc.dictionary(fc.constantFrom('text', 'reason', 'value', 'retryDelay', 'constructor'), fc.jsonValue(), {
    maxKeys: 3,
  }),
});

const some = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(arbitrary, { nil: undefined });

const names = fc.oneof(
  fc.constantFrom('operations/1', 'projects/p/locations/l/operations/o', 'a/b=='),
  fc.string({ minLength: 1, maxLength: 8 }).map((id) => `operations/${id}`),
);

const error = fc.record({
  code: fc.integer({ min: 1, max: 16 }),
  message: fc.string({ maxLength: 10 }),
  details: fc.array(any, { maxLength: 2 }),
});

const running = fc.record({ response: fc.constant(undefined), error: fc.constant(undefined) });
const succeeded = fc.record({ response: some(any), error: fc.constant(undefined) });
const failed = fc.record({ response: fc.constant(undefined), error });

/** Operations that run, that succeeded with something or nothing, and that failed. */
export const arbitraryOperation: fc.Arbitrary<OperationModel> = fc
  .tuple(names, some(any), fc.boolean(), running, fc.oneof(succeeded, failed))
  .map(([name, metadata, done, whileRunning, end]) => ({ name, metadata, done, ...(done ? end : whileRunning) }));
