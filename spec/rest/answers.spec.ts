import { firstValueFrom, lastValueFrom, toArray } from 'rxjs';
import type { OperationMessage } from '../../src/index.js';
import {
  findDetail,
  isUnpackError,
  listOperations$,
  pollOperation$,
  StatusCode,
  statusCodeName,
  unpack,
} from '../../src/index.js';
import { jsonMessageType } from '../../src/rest/index.js';
import { rpcFailureOf } from '../support/grpc-failure.js';
import { text } from '../support/messages.js';
import { answering, FakeFetch, json, NAME, page } from './fake-fetch.js';

const get = (fields: object): Promise<OperationMessage> =>
  firstValueFrom(answering(() => json({ name: NAME, ...fields })).getOperation({ name: NAME }));

const any = (typeName: string, fields: object): object => ({ '@type': `type.googleapis.com/${typeName}`, ...fields });

describe('An answer over REST', () => {
  it('is an operation message, in which false and nothing are left out', async () => {
    expect(await get({ name: NAME })).toEqual({ name: NAME, done: false });
    expect(await get({ name: null, done: null, metadata: null, error: null, response: null })).toEqual({
      name: '',
      done: false,
    });
    expect(await get({ name: NAME, done: true, unheardOf: 1 })).toEqual({ name: NAME, done: true });
  });

  it('has its metadata and response packed as JSON', async () => {
    const message = await get({
      name: NAME,
      done: true,
      metadata: any('acme.v1.Text', { text: 'half' }),
      response: any('acme.v1.Text', { text: 'all' }),
    });
    expect(message.metadata).toEqual({ typeUrl: 'type.googleapis.com/acme.v1.Text', json: { text: 'half' } });
    expect(message.response).toEqual({ typeUrl: 'type.googleapis.com/acme.v1.Text', json: { text: 'all' } });
  });

  const WELL_KNOWN: readonly [typeName: string, value: unknown][] = [
    ['Duration', '3.5s'],
    ['Timestamp', '2026-11-01T00:00:00Z'],
    ['FieldMask', 'a,b'],
    ['Struct', { value: 1, x: 2 }],
    ['Value', null],
    ['ListValue', [1, 2]],
    ['StringValue', 'x'],
    ['Int64Value', '12'],
    ['BoolValue', false],
    ['Any', any('acme.v1.Text', { text: 'x' })],
  ];
  for (const [typeName, value] of WELL_KNOWN) {
    it(`any-type-url-forms: holds the JSON form of google.protobuf.${typeName} in value`, async () => {
      for (const prefix of ['type.googleapis.com/', 'https://acme.example/types/', '']) {
        const { response } = await get({ response: { '@type': `${prefix}google.protobuf.${typeName}`, value } });
        expect(response).toEqual({ typeUrl: `${prefix}google.protobuf.${typeName}`, json: value });
      }
    });
  }

  it('keeps a field value of any other type', async () => {
    const { response } = await get({ response: any('acme.v1.google.protobuf.Box', { value: 1 }) });
    expect(response).toEqual({ typeUrl: 'type.googleapis.com/acme.v1.google.protobuf.Box', json: { value: 1 } });
  });

  it('unit-types: google.protobuf.Empty is no value', async () => {
    for (const fields of [{}, { value: {} }]) {
      const body = { name: NAME, done: true, response: any('google.protobuf.Empty', fields) };
      const state = await lastValueFrom(
        pollOperation$(
          answering(() => json(body)),
          NAME,
        ),
      );
      expect(state.status === 'succeeded' && state.response).toBeUndefined();
    }
  });

  it('neither-set: is success', async () => {
    const client = answering(() => json({ name: NAME, done: true }));
    expect((await lastValueFrom(pollOperation$(client, NAME))).status).toBe('succeeded');
  });

  it('has the error of an operation with its details: error-details, of google.rpc unpacked, of others packed', async () => {
    const { error } = await get({
      name: NAME,
      done: true,
      error: {
        code: 9,
        message: 'no room',
        details: [
          any('google.rpc.ErrorInfo', { reason: 'FULL' }),
          any('google.rpc.BadRequest', {}),
          any('google.rpc.Help', { links: [{ url: 'https://example.com' }] }),
          any('acme.v1.Text', { text: 'x' }),
          any('acme.v1.Count', { count: 1 }),
        ],
      },
    });
    expect(error?.code).toBe(StatusCode.FAILED_PRECONDITION);
    expect(error?.message).toBe('no room');
    expect(findDetail(error!, 'google.rpc.ErrorInfo')).toEqual({ reason: 'FULL', domain: '', metadata: {} });
    expect(findDetail(error!, 'google.rpc.BadRequest')).toEqual({ fieldViolations: [] });
    expect(findDetail(error!, 'google.rpc.Help')).toEqual({ links: [{ url: 'https://example.com' }] });
    expect(error?.details.slice(3).map(({ value, packed }) => [value, packed])).toEqual([
      [undefined, { typeUrl: 'type.googleapis.com/acme.v1.Text', json: { text: 'x' } }],
      [undefined, { typeUrl: 'type.googleapis.com/acme.v1.Count', json: { count: 1 } }],
    ]);
  });

  it('error-details: a field violation has its field and its description where JSON leaves them out', async () => {
    const details = [any('google.rpc.BadRequest', { fieldViolations: [{ description: 'no' }, { field: 'name' }] })];
    const { error } = await get({ error: { code: 3, details } });
    expect(findDetail(error!, 'google.rpc.BadRequest')).toEqual({
      fieldViolations: [
        { field: '', description: 'no' },
        { field: 'name', description: '' },
      ],
    });
    const junk = await get({ error: { details: [any('google.rpc.BadRequest', { fieldViolations: 5 })] } });
    expect(junk.error?.details.map(({ value }) => value)).toEqual([undefined]);
  });

  it('error-details: where a gateway keeps the names of the proto file, fields have those of JSON', async () => {
    const details = [
      any('google.rpc.RetryInfo', { retry_delay: '2s' }),
      any('google.rpc.BadRequest', { field_violations: [{ field: 'page_size', localized_message: null }] }),
      any('google.rpc.ResourceInfo', { resource_name: 'shelves/1' }),
      any('google.rpc.ErrorInfo', { reason: 'FULL', metadata: { disk_id: 'a_b' } }),
      any('google.rpc.DebugInfo', { stack_entries: ['main_1', 'main_2'] }),
    ];
    const { error } = await get({ name: NAME, done: true, error: { code: 3, details } });
    expect(error?.details.map(({ value }) => value)).toEqual([
      { retryDelay: '2s' },
      { fieldViolations: [{ field: 'page_size', description: '', localizedMessage: null }] },
      { resourceType: '', resourceName: 'shelves/1', owner: '', description: '' },
      { reason: 'FULL', domain: '', metadata: { disk_id: 'a_b' } },
      { stackEntries: ['main_1', 'main_2'] },
    ]);
  });

  it('unpacks details of the types given; one that does not parse stays packed', async () => {
    const error = { details: [any('acme.v1.Text', { text: 'x' }), any('acme.v1.Text', {}), 'junk'] };
    const client = answering(() => json({ name: NAME, error }), { detailTypes: [text] });
    const message = await firstValueFrom(client.getOperation({ name: NAME }));
    expect(message.error?.details.map(({ typeName, value }) => [typeName, value])).toEqual([
      ['acme.v1.Text', 'x'],
      ['acme.v1.Text', undefined],
      ['', undefined],
    ]);
    // Content without a code is no success.
    expect(message.error?.code).toBe(StatusCode.UNKNOWN);
  });

  it('metadata-wrong-type-keeps-result: metadata that is no Any does not end a wait', async () => {
    for (const metadata of ['half', 5, [1], { percent: 1 }, { '@type': 5 }]) {
      const body = { name: NAME, done: true, metadata, response: any('acme.v1.Text', { text: 'all' }) };
      const types = { responseType: text, metadataType: text };
      const state = await lastValueFrom(
        pollOperation$(
          answering(() => json(body)),
          NAME,
          types,
        ),
      );
      expect(state.status === 'succeeded' && state.response).toBe('all');
      expect(state.metadata).toBeUndefined();
      expect(state.message.metadata).toEqual({ typeUrl: '', json: metadata });
    }
  });

  it('is a page of operations, of gateways that keep the names of the proto file, too', async () => {
    const pages = [
      { operations: [{ name: 'operations/1' }, { name: 'operations/2', done: true }], nextPageToken: 'a' },
      { operations: null, next_page_token: 'b' },
      {},
    ];
    const server = new FakeFetch(() => json(pages.shift()));
    const operations$ = listOperations$(server.client(), { name: 'operations' });
    expect(await lastValueFrom(operations$.pipe(toArray()))).toEqual([
      { name: 'operations/1', done: false },
      { name: 'operations/2', done: true },
    ]);
    expect(server.requests.map(({ url }) => new URL(url).search)).toEqual(['', '?pageToken=a', '?pageToken=b']);
  });

  it('to cancel and delete is nothing, an empty object, or any other', async () => {
    for (const body of ['', '{}', '{"done":"?"}']) {
      const client = answering(() => new Response(body));
      expect(await lastValueFrom(client.cancelOperation({ name: NAME }).pipe(toArray()))).toEqual([undefined]);
      expect(await lastValueFrom(client.deleteOperation({ name: NAME }).pipe(toArray()))).toEqual([undefined]);
    }
    const none = answering(() => new Response(null, { status: 204 }));
    expect(await lastValueFrom(none.deleteOperation({ name: NAME }).pipe(toArray()))).toEqual([undefined]);
  });

  it('is no success of a cancel when it is the page of a proxy', async () => {
    const error = await rpcFailureOf(answering(() => page(200)).cancelOperation({ name: NAME }));
    expect([error.origin, error.code]).toEqual(['connection', StatusCode.UNAVAILABLE]);
  });

  it('pollutes no prototype', async () => {
    const client = answering(
      () =>
        new Response(
          '{"__proto__":{"done":true},"name":"operations/1","done":false,"metadata":{"@type":"a","__proto__":{"x":1}}}',
        ),
    );
    const message = await firstValueFrom(client.getOperation({ name: NAME }));
    expect(message.done).toBeFalse();
    expect('x' in {}).toBeFalse();
  });

  const MALFORMED: Readonly<Record<string, [body: BodyInit | null, message: string, contentType?: string]>> = {
    'a page': ['<html>secret</html>', 'HTTP 200 with text/html instead of JSON', 'text/html; charset=utf-8'],
    'a page without a type': [new Uint8Array([60, 112]), 'HTTP 200 with malformed JSON'],
    nothing: ['', 'HTTP 200 with an empty body'],
    'cut JSON': ['{"name":"operations/1","do', 'HTTP 200 with malformed JSON', 'application/json'],
    'a list': ['[{}]', 'HTTP 200 with JSON that is no object', 'application/json'],
    null: ['null', 'HTTP 200 with JSON that is no object', 'application/json'],
    'a name that is a number': [
      '{"name":5}',
      'HTTP 200: expected a google.longrunning.Operation {name, done, …}, but found a name that is a number',
    ],
    'done as a string': [
      '{"done":"true"}',
      'HTTP 200: expected a google.longrunning.Operation {name, done, …}, but found a done that is a string',
    ],
    'an error that is a string': [
      '{"name":"a","error":"x"}',
      'HTTP 200: expected an error {code, message}, but found a string',
    ],
    'an empty object': [
      '{}',
      'HTTP 200: expected a google.longrunning.Operation {name, done, …}, but found an object {}',
    ],
    'an error of Google in the place of an operation': [
      '{"error":{"code":404}}',
      'HTTP 200: expected a google.longrunning.Operation {name, done, …}, but found an object {error}',
    ],
    'a status alone': [
      '{"status":"DONE"}',
      'HTTP 200: expected a google.longrunning.Operation {name, done, …}, but found an object {status}',
    ],
    'an operation of Compute Engine': [
      '{"kind":"compute#operation","name":"operation-1","status":"RUNNING"}',
      'HTTP 200: expected a google.longrunning.Operation {name, done, …}, but found an object {kind, name, status}',
    ],
    'a strange type': ['x', 'HTTP 200 with text/x-a.b instead of JSON', 'text/x-a.b <script>'],
  };
  for (const [what, [body, message, contentType]] of Object.entries(MALFORMED)) {
    it(`that is no operation is no answer, and says what it is: ${what}`, async () => {
      const init = contentType === undefined ? undefined : { headers: { 'content-type': contentType } };
      const sent = contentType === undefined && typeof body === 'string' ? new TextEncoder().encode(body) : body;
      const error = await rpcFailureOf(answering(() => new Response(sent, init)).getOperation({ name: NAME }));
      // JSON that parses is that of another API; anything else may be that of a proxy.
      const isOtherApi = message.startsWith('HTTP 200:');
      const code = isOtherApi ? StatusCode.INTERNAL : StatusCode.UNAVAILABLE;
      expect([error.origin, error.code]).toEqual([isOtherApi ? 'server' : 'connection', code]);
      expect(error.message).toBe(
        `GetOperation of "${NAME}" at https://example.com: ${statusCodeName(code)}: ${message}`,
      );
    });
  }

  for (const [body, message] of [
    ['{"operations":{}}', '`operations` is not an array'],
    ['{"operations":[5]}', 'expected a google.longrunning.Operation {name, done, …}, but found a number'],
    ['{"nextPageToken":5}', '`nextPageToken` is not a string'],
  ] as const) {
    it(`that is no page is no answer, and says what it is: ${body}`, async () => {
      const error = await rpcFailureOf(answering(() => new Response(body)).listOperations({ name: 'operations' }));
      expect(error.statusMessage).toBe(`HTTP 200: ${message}`);
    });
  }
});

describe('jsonMessageType', () => {
  it('reads JSON as it came', async () => {
    const metadataType = jsonMessageType<{ percent: number }>('acme.v1.Progress');
    const client = answering(() => json({ done: true, metadata: any('acme.v1.Progress', { percent: 50 }) }));
    const { metadata } = await lastValueFrom(pollOperation$(client, NAME, { metadataType }));
    expect(metadata?.percent).toBe(50);
  });

  it('reads with the function given; what that throws is an UnpackError', async () => {
    const responseType = jsonMessageType('acme.v1.Count', (body) => {
      if (typeof body === 'string') return BigInt(body);
      throw new SyntaxError('no text');
    });
    const poll = (response: unknown) =>
      pollOperation$(
        answering(() => json({ done: true, response })),
        NAME,
        { responseType },
      );
    const wrapped = jsonMessageType<string>('google.protobuf.Int64Value');
    expect(responseType.fromJson?.('12')).toBe(12n);
    expect(wrapped.toJson?.('12')).toBe('12');
    await expectAsync(lastValueFrom(poll(any('acme.v1.Count', {})))).toBeRejectedWith(
      jasmine.objectContaining({ name: 'UnpackError', found: 'acme.v1.Count that does not parse' }),
    );
  });

  it('json-type-on-binary: bytes are an error that says which types read them', () => {
    const packed = { typeUrl: 'type.googleapis.com/acme.v1.Count', value: new Uint8Array() };
    expect(() => unpack(packed, jsonMessageType('acme.v1.Count'))).toThrowMatching(
      (error) =>
        isUnpackError(error) &&
        /expected the JSON of acme\.v1\.Count.*loadMessageTypes.*messageTypeOf/.test(error.message),
    );
  });
});
