import type { OperationMessage } from '../../../src/index.js';
import { operationMessageOf, pack, StatusCode, toStatusDetail } from '../../../src/index.js';
import { failed, running, succeeded, text } from '../../support/messages.js';

const TYPE_URL = 'type.googleapis.com/acme.v1.Text';
const half = { typeUrl: TYPE_URL, value: new TextEncoder().encode('half') };
const hello = { typeUrl: TYPE_URL, value: new TextEncoder().encode('hello') };
const JSON_HALF = { '@type': TYPE_URL, text: 'half' };

const refusal = (found: string): string =>
  `expected a google.longrunning.Operation {name, done, …}, but found ${found}`;

describe('operationMessageOf', () => {
  const own: readonly OperationMessage[] = [
    running(),
    running('half'),
    succeeded('hello', 'all'),
    failed(StatusCode.ABORTED, 'disk full', [toStatusDetail(pack('why', text))]),
    { ...running(), retryDelay: 500 },
    { name: 'operations/1', done: true, response: { typeUrl: '', json: 'untyped' } },
  ];
  for (const message of own) {
    it(`gives back a message of this package as it is: ${JSON.stringify(Object.keys(message))}`, () => {
      expect(operationMessageOf(message)).toBe(message);
    });
  }

  const name = 'operations/1';
  const status = { code: 10, message: 'disk full', details: [half] };
  const failure = failed(StatusCode.ABORTED, 'disk full', [toStatusDetail(half)]);
  const succeededOf = { name, done: true, metadata: half, response: hello };
  const shapes: Readonly<Record<string, readonly [shape: object, expected: OperationMessage]>> = {
    'protobuf-es-message: one that runs': [
      { $typeName: 'google.longrunning.Operation', name, done: false, result: { case: undefined } },
      running(),
    ],
    'protobuf-es-message: one that succeeded': [
      {
        $typeName: 'google.longrunning.Operation',
        name,
        done: true,
        metadata: { $typeName: 'google.protobuf.Any', ...half },
        result: { case: 'response', value: { $typeName: 'google.protobuf.Any', ...hello } },
      },
      succeededOf,
    ],
    'protobuf-es-message: one that failed': [
      { name, done: true, result: { case: 'error', value: { $typeName: 'google.rpc.Status', ...status } } },
      failure,
    ],
    'ts-proto-union: one that runs': [{ name, done: false, metadata: undefined, result: undefined }, running()],
    'ts-proto-union: one that succeeded': [
      { name, done: true, metadata: half, result: { $case: 'response', response: hello } },
      succeededOf,
    ],
    'ts-proto-union: one that failed': [{ name, done: true, result: { $case: 'error', error: status } }, failure],
    'ts-proto-union: one whose value is in value': [
      { name, done: true, result: { $case: 'error', value: status } },
      failure,
    ],
    'ts-proto-union: one without a union': [
      { name, done: true, metadata: undefined, error: status, response: undefined },
      failure,
    ],
    'gax-message: what its operation keeps of the server': [
      { latestResponse: { name, done: true, error: status }, name, done: true, result: { decoded: true }, metadata: 5 },
      failure,
    ],
    'absent-done-is-false: a name alone': [{ name }, running()],
    'absent-done-is-false: a name and fields that are not set': [{ name, response: undefined }, running()],
    'absent-done-is-false: as null': [{ name, done: null, metadata: null, error: null, response: null }, running()],
    'absent-done-is-false: with the fields of an operation alone': [
      { '@type': 'type.googleapis.com/google.longrunning.Operation', name, metadata: half },
      { name, done: false, metadata: half },
    ],
    'absent-done-is-false: without a name, as some servers answer': [
      { metadata: JSON_HALF },
      { name: '', done: false, metadata: { typeUrl: TYPE_URL, json: { text: 'half' } } },
    ],
    'done-without-name: the result is there': [
      { done: true, response: hello },
      { name: '', done: true, response: hello },
    ],
    'empty-any-is-absent: by its fields': [
      { name, done: true, metadata: { type_url: '', value: [] }, response: { typeUrl: '' } },
      { name, done: true },
    ],
    'empty-any-is-absent: in JSON': [
      { name, done: true, metadata: {}, response: {} },
      { name, done: true },
    ],
    'empty-any-is-absent: as a detail': [
      { name, done: true, error: { ...status, details: [{}, null, { type_url: '', value: '' }, half] } },
      failure,
    ],
    'code-as-string: its digits': [{ name, done: true, error: { ...status, code: '10' } }, failure],
    'code-as-string: its name': [{ name, done: true, error: { ...status, code: 'ABORTED' } }, failure],
    'an error without a code, which is no success': [
      { name, done: true, error: { message: 'disk full' } },
      failed(StatusCode.UNKNOWN, 'disk full'),
    ],
    'an error of another form, which is no success either': [
      { name, done: true, error: { errors: [{ reason: 'quota' }] } },
      failed(StatusCode.UNKNOWN, ''),
    ],
    'a code that nobody knows': [
      { name, done: true, error: { ...status, code: 'NO_LUCK' } },
      { ...failure, error: { ...failure.error!, code: 2 } },
    ],
    'details that are not a list': [
      { name, done: true, error: { ...status, details: 'why' } },
      failed(10, 'disk full'),
    ],
    'an error that says OK, as Go reads it': [{ name, done: true, error: { code: 0 } }, failed(StatusCode.OK, '')],
    'bytes in base64': [{ name, done: false, metadata: { type_url: TYPE_URL, value: 'aGFsZg==' } }, running('half')],
    'bytes in a list': [
      { name, done: false, metadata: { typeUrl: TYPE_URL, value: [104, 97, 108, 102] } },
      running('half'),
    ],
    'no bytes': [{ name, done: false, metadata: { typeUrl: TYPE_URL, value: null } }, running('')],
    'JSON without a type': [
      { name, done: true, response: { url: 'gs://b' } },
      { name, done: true, response: { typeUrl: '', json: { url: 'gs://b' } } },
    ],
    'JSON that is no object': [
      { name, done: true, response: 5 },
      { name, done: true, response: { typeUrl: '', json: 5 } },
    ],
    'fields of a newer server': [
      { name, done: true, etag: 'x' },
      { name, done: true },
    ],
  };
  describe('(ts-proto-union, gax-message, absent-done-is-false, empty-any-is-absent, code-as-string)', () => {
    for (const [what, [shape, expected]] of Object.entries(shapes)) {
      it(`reads ${what}`, () => {
        expect(operationMessageOf(shape)).toEqual(expected);
      });
    }
  });

  it('copies the bytes that another library read, which may be a view of what the socket read', () => {
    const socket = new Uint8Array(1_000);
    const any = { $typeName: 'google.protobuf.Any', typeUrl: TYPE_URL, value: socket.subarray(0, 3) };
    const { metadata } = operationMessageOf({ name, done: false, metadata: any });
    expect(metadata && 'value' in metadata && metadata.value.buffer.byteLength).toBe(3);
  });

  it('error-details: unpacks those whose type is found', () => {
    const { error } = operationMessageOf({ name, done: true, error: status }, () => text);
    expect(error?.details.map(({ value }) => value)).toEqual(['half']);
  });

  const others: readonly (readonly [value: unknown, found: string])[] = [
    [undefined, 'undefined'],
    [null, 'null'],
    ['operations/1', 'a string'],
    [5, 'a number'],
    [[{ name, done: false }], 'Array {0}'],
    [Promise.resolve(running()), 'Promise {}'],
    [{}, 'an object {}'],
    [{ name: '' }, 'an object {name}'],
    [{ metadata: undefined, error: undefined, response: undefined }, 'an object {metadata, error, response}'],
    [{ metadata: null, response: null }, 'an object {metadata, response}'],
    [{ status: 'DONE' }, 'an object {status}'],
    [{ name, status: 'DONE', error: { errors: [] } }, 'an object {name, status, error}'],
    [{ kind: 'compute#operation', name, status: 'RUNNING', progress: 0 }, 'an object {kind, name, status, progress}'],
    [{ id: 'a', name, properties: {} }, 'an object {id, name, properties}'],
    [{ kind: 'Job', metadata: { name } }, 'an object {kind, metadata}'],
    [{ error: { code: 404, message: 'no such page' } }, 'an object {error}'],
    [{ name: 5, done: true }, 'a name that is a number'],
    [{ name, done: 'true' }, 'a done that is a string'],
    [{ name, done: 1 }, 'a done that is a number'],
    [{ $typeName: 'google.cloud.compute.v1.Operation', name, done: false }, 'google.cloud.compute.v1.Operation'],
    [{ name, done: true, result: { decoded: true } }, 'a result that is an object {decoded}'],
  ];
  for (const [value, found] of others) {
    it(`foreign-shape-refused: ${found}`, () => {
      expect(() => operationMessageOf(value)).toThrowError(TypeError, refusal(found));
    });
  }

  it('foreign-shape-refused: an error that is no object, and bytes that are not base64', () => {
    expect(() => operationMessageOf({ name, done: true, error: 'boom' })).toThrowError(
      TypeError,
      'expected an error {code, message}, but found a string',
    );
    expect(() => operationMessageOf({ name, done: true, response: { typeUrl: TYPE_URL, value: '*' } })).toThrowError(
      TypeError,
      'Expected bytes in base64.',
    );
  });

  it('says little of an object with a hundred fields', () => {
    const fields = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`field${i}${'x'.repeat(100)}`, i]));
    expect(() => operationMessageOf(fields)).toThrowMatching((error: Error) => error.message.length < 320);
  });
});
