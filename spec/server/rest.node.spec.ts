import { create, toBinary } from '@bufbuild/protobuf';
import { DoubleValueSchema } from '@bufbuild/protobuf/wkt';
import { once } from 'node:events';
import { connect } from 'node:net';
import { finalize, firstValueFrom, NEVER, of, Subject, throwError } from 'rxjs';
import { fromAnyJson } from '../../src/core/model/any-json.js';
import type { PackedMessage, RpcErrorInit } from '../../src/index.js';
import { pack, RpcError, StatusCode, toStatusDetail } from '../../src/index.js';
import type { OperationsServer, WorkUpdate } from '../../src/server/index.js';
import { loadDigester } from '../../src/server/index.js';
import { grpcFixture } from '../support/grpc-fixture.js';
import { googleBytes } from '../support/grpc-raw-server.js';
import { send } from '../support/http-fixture.js';
import { clientWith } from '../support/operations-client-with.js';
import { NAME, running, succeeded, text, types } from '../support/messages.js';

describe('REST', () => {
  const fixture = grpcFixture();

  const serveOne = async (): Promise<{
    server: OperationsServer;
    name: string;
    work$: Subject<WorkUpdate<string, string>>;
  }> => {
    const operations = fixture.store();
    const work$ = new Subject<WorkUpdate<string, string>>();
    const { name } = operations.start(work$, types);
    return { server: await fixture.serve({ operations }), name, work$ };
  };

  it('gets, waits for, cancels and deletes an operation', async () => {
    const { server, name } = await serveOne();
    expect((await send(server, `GET /v1/${name}`)).body).toEqual({ name });
    expect((await send(server, `POST /v1/${name}:wait`, { timeout: '0.001s' })).body).toEqual({ name });
    expect((await send(server, `POST /v1/${name}:cancel`)).body).toEqual({});
    const error = { code: 1, message: 'cancelled on request', details: [] };
    expect((await send(server, `GET /v1/${name}`)).body).toEqual({ name, done: true, error });
    expect((await send(server, `DELETE /v1/${name}`)).body).toEqual({});
    expect((await send(server, `GET /v1/${name}`)).status).toBe(404);
  });

  it('a wait is answered when the operation is done', async () => {
    const { server, name, work$ } = await serveOne();
    const waiting = send(server, `POST /v1/${name}:wait`, {});
    await send(server, `GET /v1/${name}`);
    work$.complete();
    expect((await waiting).body).toEqual({
      name,
      done: true,
      response: { '@type': 'type.googleapis.com/google.protobuf.Empty' },
    });
  });

  it('a client that hangs up stops its wait', async () => {
    const asked$ = new Subject<void>();
    const stopped$ = new Subject<string>();
    const waitOperation = () => {
      asked$.next();
      return NEVER.pipe(finalize(() => stopped$.next('stopped')));
    };
    const server = await fixture.serve({ operations: clientWith({ waitOperation }) });
    const asked = firstValueFrom(asked$, { defaultValue: undefined });
    const stopped = firstValueFrom(stopped$);
    const controller = new AbortController();
    const waiting = fetch(`${server.url}/v1/${NAME}:wait`, { method: 'POST', signal: controller.signal });
    await asked;
    controller.abort();
    await expectAsync(waiting).toBeRejected();
    expect(await stopped).toBe('stopped');
  });

  it('lists a collection page by page, also one within other resources', async () => {
    const operations = fixture.store();
    const names = [1, 2, 3].map(() => operations.start(NEVER, types).name);
    const server = await fixture.serve({ operations });
    const line = 'GET /v1/operations?pageSize=2&filter=done%3Dfalse';
    const first = (await send(server, line)).body as Page;
    const second = (await send(server, `${line}&pageToken=${encodeURIComponent(first.nextPageToken)}`)).body;
    const listed = [...first.operations, ...(second as Page).operations].map(({ name }) => name);
    expect(listed.sort()).toEqual(names.sort());
    expect(second).not.toEqual(jasmine.objectContaining({ nextPageToken: jasmine.anything() }));
    expect((await send(server, 'GET /v1/projects/p/operations')).body).toEqual({ operations: [] });
  });

  it('names of any pattern are decoded', async () => {
    const asked: string[] = [];
    const operations = clientWith({
      getOperation: ({ name }) => {
        asked.push(name);
        return of({ name, done: false });
      },
    });
    const server = await fixture.serve({ operations });
    for (const path of ['projects/p/locations/l/operations/1', 'a%2Bb%3D/%C3%BC%3Fx', 'o:x', '..%2f..', '100%25%2F']) {
      await send(server, `GET /v1/${path}`);
    }
    expect(asked).toEqual(['projects/p/locations/l/operations/1', 'a+b=/ü?x', 'o:x', '..%2f..', '100%%2F']);
    for (const path of ['%ff', 'a%ZZ', 'a%']) expect((await send(server, `GET /v1/${path}`)).status).toBe(400);
  });

  it('starts an operation where google.api.http says', async () => {
    const operations = fixture.store();
    const digester = await loadDigester({ operations, root: 'protos' });
    const protos = ['protos/rxjs_longrunning/digest/v1/digester.proto'];
    const server = await fixture.serve({ operations, services: [{ ...digester, protos }] });
    const started = await send(server, 'POST /v1/trees:digest', { path: 'google/rpc' });
    const { name } = started.body as { name: string };
    expect(name).toMatch(/^operations\//);
    const { body } = await send(server, `POST /v1/${name}:wait`, {});
    expect((body as { response: object }).response).toEqual(
      jasmine.objectContaining({
        '@type': 'type.googleapis.com/rxjs_longrunning.digest.v1.DigestTreeResponse',
        sha256: jasmine.stringMatching(/^[0-9a-f]{64}$/),
        bytes: jasmine.stringMatching(/^\d+$/),
      }),
    );
  });

  describe('a packed message', () => {
    const metadataOf = async (packed: PackedMessage) => {
      const operations = clientWith({ getOperation: () => of({ ...running(), metadata: packed }) });
      const server = await fixture.serve({ operations });
      const answers = await Promise.all([
        send(server, `GET /v1/${NAME}`),
        send(server, 'POST /google.longrunning.Operations/GetOperation', { name: NAME }),
      ]);
      const [overRest, overConnect] = answers.map(({ body }) => (body as { metadata: unknown }).metadata);
      expect(overConnect).toEqual(overRest);
      return overRest;
    };

    it('of a well-known type is mapped as protobuf does', async () => {
      expect(
        await metadataOf({
          typeUrl: 'type.googleapis.com/google.protobuf.Duration',
          value: googleBytes('google.protobuf.Duration', { seconds: 1, nanos: 5e8 }),
        }),
      ).toEqual({ '@type': 'type.googleapis.com/google.protobuf.Duration', value: '1.500s' });
    });

    it('of an unknown type is its bytes', async () => {
      expect(await metadataOf(pack('half', text))).toEqual({
        '@type': 'type.googleapis.com/acme.v1.Text',
        value: 'aGFsZg==',
      });
    });

    it('corrupt-any: that does not parse is its bytes', async () => {
      const typeUrl = 'type.googleapis.com/google.rpc.ErrorInfo';
      expect(await metadataOf({ typeUrl, value: Uint8Array.of(255, 255) })).toEqual({
        '@type': typeUrl,
        value: '//8=',
      });
    });

    it('that holds one of an unknown type, and one that does not parse, keeps all else', async () => {
      const info = {
        type_url: 'type.googleapis.com/google.rpc.ErrorInfo',
        value: googleBytes('google.rpc.ErrorInfo', { reason: 'QUOTA' }),
      };
      const details = [
        info,
        { type_url: 'acme.com/acme.v1.X', value: Buffer.of(1) },
        { ...info, value: Buffer.of(255) },
      ];
      const typeUrl = 'type.googleapis.com/google.rpc.Status';
      const value = googleBytes('google.rpc.Status', { code: 5, message: 'gone', details });
      expect(await metadataOf({ typeUrl, value })).toEqual({
        '@type': typeUrl,
        code: 5,
        message: 'gone',
        details: [
          { '@type': info.type_url, reason: 'QUOTA' },
          { '@type': 'acme.com/acme.v1.X', value: 'AQ==' },
          { '@type': info.type_url, value: '/w==' },
        ],
      });
    });

    for (const [what, number, json] of [
      ['NaN', NaN, 'NaN'],
      ['-Infinity', -Infinity, '-Infinity'],
      ['a fraction', 1.5, 1.5],
    ] as const) {
      it(`with ${what} says so`, async () => {
        const typeUrl = 'type.googleapis.com/google.protobuf.DoubleValue';
        const value = toBinary(DoubleValueSchema, create(DoubleValueSchema, { value: number }));
        expect(await metadataOf({ typeUrl, value })).toEqual({ '@type': typeUrl, value: json });
      });
    }

    for (const [typeUrl, json, any] of [
      ['t/acme.v1.A', { a: 1 }, { '@type': 't/acme.v1.A', a: 1 }],
      ['t/acme.v1.A', { value: { b: 1 } }, { '@type': 't/acme.v1.A', value: { b: 1 } }],
      ['t/acme.google.protobuf.Struct', { a: 1 }, { '@type': 't/acme.google.protobuf.Struct', a: 1 }],
      ['t/google.protobuf.Duration', '1s', { '@type': 't/google.protobuf.Duration', value: '1s' }],
      ['t/google.protobuf.Struct', { value: 1 }, { '@type': 't/google.protobuf.Struct', value: { value: 1 } }],
      ['t/google.protobuf.ListValue', [1], { '@type': 't/google.protobuf.ListValue', value: [1] }],
      ['t/google.protobuf.Value', null, { '@type': 't/google.protobuf.Value', value: null }],
      ['t/google.protobuf.Empty', {}, { '@type': 't/google.protobuf.Empty' }],
      ['t/google.protobuf.Type', { name: 'n' }, { '@type': 't/google.protobuf.Type', name: 'n' }],
      ['', { a: 1 }, { a: 1 }],
    ] as const) {
      it(`that came as JSON from another server goes on as it came: ${JSON.stringify(any)}`, async () => {
        expect(await metadataOf({ typeUrl, json })).toEqual(any);
        // Which is how it comes.
        expect(fromAnyJson(any)).toEqual({ typeUrl, json });
      });
    }
  });

  describe('an error', () => {
    const failure = async (init: RpcErrorInit | Error, onError = jasmine.createSpy()) => {
      const error = init instanceof Error ? init : new RpcError(init);
      const operations = clientWith({ getOperation: () => throwError(() => error) });
      return send(await fixture.serve({ operations, onError }), `GET /v1/${NAME}`);
    };

    it('error-details: has the form of Google, and all details', async () => {
      const info = {
        typeUrl: 'type.googleapis.com/google.rpc.ErrorInfo',
        value: googleBytes('google.rpc.ErrorInfo', { reason: 'QUOTA' }),
      };
      const details = [toStatusDetail(info), toStatusDetail(pack('unknown', text))];
      const { status, body } = await failure({ code: StatusCode.ABORTED, message: 'ü: 100 %\n', details });
      expect(status).toBe(409);
      expect(body).toEqual({
        error: {
          code: 409,
          message: 'ü: 100 %\n',
          status: 'ABORTED',
          details: [
            { '@type': info.typeUrl, reason: 'QUOTA' },
            { '@type': 'type.googleapis.com/acme.v1.Text', value: 'dW5rbm93bg==' },
          ],
        },
      });
    });

    it('retry-info: is in Retry-After, too', async () => {
      const value = googleBytes('google.rpc.RetryInfo', { retryDelay: { seconds: 1, nanos: 1 } });
      const details = [toStatusDetail({ typeUrl: 'type.googleapis.com/google.rpc.RetryInfo', value })];
      const told = await failure({ code: StatusCode.UNAVAILABLE, message: 'later', details });
      expect([told.status, told.headers.get('retry-after')]).toEqual([503, '2']);
      const known = await failure({ code: StatusCode.RESOURCE_EXHAUSTED, message: 'later', retryDelay: 2_500 });
      expect([known.status, known.headers.get('retry-after')]).toEqual([429, '3']);
    });

    it('that is no RpcError tells nothing to the client, and all to the server', async () => {
      const secret = new Error('the password is hunter2');
      const onError = jasmine.createSpy('onError');
      const { status, body } = await failure(secret, onError);
      expect(status).toBe(500);
      expect(body).toEqual({ error: { code: 500, message: 'the server failed', status: 'INTERNAL', details: [] } });
      expect(onError).toHaveBeenCalledOnceWith(secret, '/google.longrunning.Operations/GetOperation');
    });

    it('with a code that is none is a failure of the server', async () => {
      expect((await failure({ code: 99, message: 'odd' })).status).toBe(500);
    });
  });

  describe('refuses', () => {
    for (const [what, line, body, status, headers] of [
      ['an unknown path', 'GET /v2/operations', undefined, 404],
      ['a method that is not there', 'PUT /v1/operations/1', '{}', 405],
      ['a body that is no JSON', 'POST /v1/operations/1:wait', '{', 400],
      ['a body that is no object', 'POST /v1/operations/1:wait', '[]', 400],
      ['a body of null', 'POST /v1/operations/1:wait', 'null', 400],
      ['an unknown field', 'POST /v1/operations/1:wait', '{"until":"done"}', 400],
      ['a field of another type', 'POST /v1/operations/1:wait', '{"timeout":5}', 400],
      ['a parameter of another type', 'GET /v1/operations?pageSize=all', undefined, 400],
      ['another content type', 'POST /v1/operations/1:wait', '{}', 415, { 'content-type': 'text/plain' }],
      ['a content encoding', 'POST /v1/operations/1:wait', '{}', 415, { 'content-encoding': 'gzip' }],
      ['a body of more than 4 MiB', 'POST /v1/operations/1:wait', ' '.repeat(4 * 1024 * 1024 + 1), 413],
    ] as const) {
      it(what, async () => {
        const server = await fixture.serve({ operations: clientWith({}) });
        const answer = await send(server, line, body, headers);
        expect(answer.status).toBe(status);
        expect((answer.body as { error: { code: number } }).error.code).toBe(status);
        // And goes on to answer.
        expect((await send(server, 'GET /nowhere')).status).toBe(404);
      });
    }

    it('says what a path takes', async () => {
      const server = await fixture.serve({ operations: fixture.store() });
      expect((await send(server, 'POST /v1/operations/1')).headers.get('allow')).toBe('DELETE, GET, HEAD, OPTIONS');
    });
  });

  it('parameters of the system of Google say nothing of the request', async () => {
    const operations = clientWith({ getOperation: () => of(succeeded()) });
    const server = await fixture.serve({ operations });
    const path = `/v1/${NAME}?$alt=json&alt=json&key=secret&fields=name&prettyPrint=true&quotaUser=a&%24.xgafv=2`;
    expect((await send(server, `GET ${path}`)).body).toEqual({ name: NAME, done: true });
  });

  it('answers requests that are sent at once in their order, and starts none before its turn', async () => {
    const asked: string[] = [];
    const first$ = new Subject<ReturnType<typeof running>>();
    const operations = clientWith({
      getOperation: ({ name }) => {
        asked.push(name);
        return name === 'a' ? first$ : of(running(undefined, name));
      },
      listOperations: () => of({ operations: [], nextPageToken: '' }),
    });
    const server = await fixture.serve({ operations });
    const socket = connect(server.port, '127.0.0.1').setEncoding('utf8');
    fixture.closeLater(() => socket.destroy());
    const request = (name: string): string => `GET /v1/${name} HTTP/1.1\r\nHost: localhost\r\n\r\n`;
    socket.write(request('a') + request('b'));
    // Comes later, over another connection.
    await send(server, 'GET /v1/operations');
    await send(server, 'GET /v1/operations');
    expect(asked).toEqual(['a']);
    let received = '';
    socket.on('data', (chunk: string) => (received += chunk));
    first$.next(running(undefined, 'a'));
    while (!received.includes('"b"')) await once(socket, 'data');
    expect(received).toMatch(/\{"name":"a"\}HTTP[^]*\{"name":"b"\}/);
  });
});

interface Page {
  readonly operations: readonly { readonly name: string }[];
  readonly nextPageToken: string;
}
