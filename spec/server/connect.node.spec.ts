import type { DescService } from '@bufbuild/protobuf';
import { Code, ConnectError, createClient } from '@connectrpc/connect';
import { createConnectTransport, createGrpcWebTransport } from '@connectrpc/connect-web';
import { finalize, firstValueFrom, lastValueFrom, NEVER, of, Subject, throwError } from 'rxjs';
import type { OperationsClient } from '../../src/index.js';
import { connectOperationsClient } from '../../src/connect/index.js';
import { pack, pollOperation$, RpcError, StatusCode, toStatusDetail } from '../../src/index.js';
import { messageRegistry } from '../../src/protobuf/json/message-registry.js';
import { loadDescriptorReader } from '../../src/protobuf/load-descriptors.js';
import type { OperationsServer } from '../../src/server/index.js';
import { digesterProto, loadDigester } from '../../src/server/index.js';
import { rpcFailureOf } from '../support/grpc-failure.js';
import { grpcFixture } from '../support/grpc-fixture.js';
import { googleBytes } from '../support/grpc-raw-server.js';
import { send } from '../support/http-fixture.js';
import { NAME, running, text } from '../support/messages.js';
import { clientWith } from '../support/operations-client-with.js';

const GET = 'POST /google.longrunning.Operations/GetOperation';

const transports = {
  'Connect in JSON': ({ url }: OperationsServer) => createConnectTransport({ baseUrl: url }),
  'Connect in binary': ({ url }: OperationsServer) => createConnectTransport({ baseUrl: url, useBinaryFormat: true }),
  'gRPC-Web in JSON': ({ url }: OperationsServer) => createGrpcWebTransport({ baseUrl: url, useBinaryFormat: false }),
  'gRPC-Web in binary': ({ url }: OperationsServer) => createGrpcWebTransport({ baseUrl: url }),
};

for (const [protocol, transportTo] of Object.entries(transports)) {
  describe(`Over ${protocol}, the server`, () => {
    const fixture = grpcFixture();

    const open = async (operations: OperationsClient, onError?: (error: unknown, method: string) => void) => {
      const server = await fixture.serve({ operations, onError });
      return { server, client: connectOperationsClient(transportTo(server)) };
    };

    it('error-details: tells of an RpcError with its details', async () => {
      const value = googleBytes('google.rpc.ErrorInfo', { reason: 'QUOTA' });
      const details = [
        toStatusDetail({ typeUrl: 'type.googleapis.com/google.rpc.ErrorInfo', value }),
        toStatusDetail(pack('unknown', text)),
        toStatusDetail({ typeUrl: 'acme.v1.Text', json: {} }),
      ];
      const init = { code: StatusCode.ABORTED, message: 'half \ud83d', details };
      const { client } = await open(clientWith({ getOperation: () => throwError(() => new RpcError(init)) }));
      const error = await rpcFailureOf(client.getOperation({ name: NAME }));
      expect([error.code, error.statusMessage]).toEqual([StatusCode.ABORTED, 'half \ufffd']);
      expect(error.details.map(({ typeName }) => typeName)).toEqual(['google.rpc.ErrorInfo', 'acme.v1.Text']);
    });

    it('tells the client nothing of any other error, and the server all', async () => {
      const secret = new Error('the password is hunter2');
      const onError = jasmine.createSpy('onError');
      const { client } = await open(clientWith({ getOperation: () => throwError(() => secret) }), onError);
      const error = await rpcFailureOf(client.getOperation({ name: NAME }));
      expect([error.code, error.statusMessage]).toEqual([StatusCode.INTERNAL, 'the server failed']);
      expect(onError).toHaveBeenCalledOnceWith(secret, '/google.longrunning.Operations/GetOperation');
    });

    it('a code that is none is unknown', async () => {
      const error = new RpcError({ code: 99, message: 'odd' });
      const { client } = await open(clientWith({ getOperation: () => throwError(() => error) }));
      expect((await rpcFailureOf(client.getOperation({ name: NAME }))).code).toBe(StatusCode.UNKNOWN);
    });

    for (const [what, timeout] of [
      ['a client that hangs up', undefined],
      ['a timeout that is over', 50],
    ] as const) {
      it(`${what} stops its wait, and nothing is logged`, async () => {
        const logged = spyOn(console, 'error');
        const asked$ = new Subject<void>();
        const stopped$ = new Subject<string>();
        const { client } = await open(
          clientWith({
            waitOperation: () => {
              asked$.next();
              return NEVER.pipe(finalize(() => stopped$.next('stopped')));
            },
          }),
        );
        const asked = firstValueFrom(asked$, { defaultValue: undefined });
        const stopped = firstValueFrom(stopped$);
        const codes: number[] = [];
        const subscription = client
          .waitOperation({ name: NAME }, { timeout })
          .subscribe({ error: (error: unknown) => codes.push((error as RpcError).code) });
        await asked;
        if (timeout === undefined) subscription.unsubscribe();
        expect(await stopped).toBe('stopped');
        await fixture.close();
        expect(codes).toEqual(timeout === undefined ? [] : [StatusCode.DEADLINE_EXCEEDED]);
        expect(logged).not.toHaveBeenCalled();
      });
    }

    it('starts an operation', async () => {
      const operations = fixture.store();
      const services = [await loadDigester({ operations, root: 'protos' })];
      const server = await fixture.serve({ operations, services });
      const describeProtos = await loadDescriptorReader([digesterProto]);
      const digester = messageRegistry(describeProtos()).getService(
        'rxjs_longrunning.digest.v1.Digester',
      ) as DescService;
      const stub = createClient(digester, transportTo(server)) as unknown as Stub;
      const { name } = await stub.digestTree({ path: 'google/rpc' });
      const client = connectOperationsClient(transportTo(server));
      const end = await lastValueFrom(pollOperation$(client, name, { longPoll: true }));
      expect(end.status).toBe('succeeded');
      const error = await stub.digestTree({ path: 'nowhere' }).catch((reason: unknown) => reason);
      expect(ConnectError.from(error).code).toBe(Code.NotFound);
    });
  });
}

describe('Connect in JSON, by hand', () => {
  const fixture = grpcFixture();

  it('packed messages are as over REST', async () => {
    const value = googleBytes('google.rpc.ErrorInfo', { reason: 'QUOTA', metadata: { limit: '5' } });
    const packed = { typeUrl: 'type.googleapis.com/google.rpc.ErrorInfo', value };
    const operations = clientWith({ getOperation: () => of({ ...running(), metadata: packed }) });
    const server = await fixture.serve({ operations });
    const metadata = { '@type': packed.typeUrl, reason: 'QUOTA', metadata: { limit: '5' } };
    expect((await send(server, GET, { name: NAME })).body).toEqual({ name: NAME, metadata });
    expect((await send(server, `GET /v1/${NAME}`)).body).toEqual({ name: NAME, metadata });
  });

  for (const [what, body, headers, status] of [
    ['a body that is no JSON', '{', {}, 400],
    ['a body of more than 4 MiB', ' '.repeat(4 * 1024 * 1024 + 1), {}, 429],
    ['another content type', '{}', { 'content-type': 'text/plain' }, 415],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const server = await fixture.serve({ operations: clientWith({}) });
      expect((await send(server, GET, body, headers)).status).toBe(status);
      expect((await send(server, 'GET /nowhere')).status).toBe(404);
    });
  }
});

interface Stub {
  digestTree(request: { readonly path: string }): Promise<{ readonly name: string }>;
}
