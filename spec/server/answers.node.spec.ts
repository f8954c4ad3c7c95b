import { firstValueFrom, NEVER, of, throwError } from 'rxjs';
import type { OperationMessage, OperationsClient } from '../../src/index.js';
import { RpcError, StatusCode } from '../../src/index.js';
import type { StartingService } from '../../src/server/index.js';
import { digesterProto, InMemoryOperations } from '../../src/server/index.js';
import { contractTransports } from '../contract/contract-transports.js';
import { Contract } from '../contract/contract.js';
import { rpcFailureOf } from '../support/grpc-failure.js';
import { grpcFixture } from '../support/grpc-fixture.js';
import { send } from '../support/http-fixture.js';
import { running, types } from '../support/messages.js';
import { clientWith } from '../support/operations-client-with.js';

/** As it is read from an upstream: reading is no recursion, writing is. */
const deep = JSON.parse(`${'['.repeat(20_000)}${']'.repeat(20_000)}`) as unknown;
const typeUrl = 'type.googleapis.com/acme.v1.Unknown';
const unwritable: OperationMessage = { ...running(), name: 'operations/deep', metadata: { typeUrl, json: deep } };
const good = 'operations/good';

/** Cannot be written, but for one. */
const operations = clientWith({
  getOperation: ({ name }) => of(name === good ? { name, done: false } : { ...unwritable, name }),
  waitOperation: () => of(unwritable),
  listOperations: () => of({ operations: [{ name: good, done: false }, unwritable], nextPageToken: '' }),
});

/** What clients are told of an answer that cannot be written. */
const UNWRITABLE = /^(the answer is too large, or nested too deep, to be sent|the server failed to write its answer)$/;

for (const transport of contractTransports.filter(({ has }) => has.includes('wire'))) {
  describe(`What cannot be written, over ${transport.title}:`, () => {
    const fixture = grpcFixture();

    const open = async (served: OperationsClient, onError: (error: unknown, method: string) => void) => {
      const contract = new Contract(transport, fixture);
      return contract.connect(await contract.serve({ operations: served, onError }));
    };

    for (const [method, name] of [
      ['getOperation', unwritable.name],
      ['waitOperation', unwritable.name],
      ['listOperations', 'operations'],
    ] as const) {
      it(`nested-metadata: an answer is an error of its call, and the server goes on: ${method}`, async () => {
        const onError = jasmine.createSpy('onError');
        const client = await open(operations, onError);
        const { code, statusMessage } = await rpcFailureOf(client[method]({ name }));
        expect([StatusCode.INTERNAL, StatusCode.RESOURCE_EXHAUSTED]).toContain(code as 8 | 13);
        expect(statusMessage).toMatch(UNWRITABLE);
        const path = `/google.longrunning.Operations/${method.charAt(0).toUpperCase()}${method.slice(1)}`;
        expect(onError).toHaveBeenCalledOnceWith(jasmine.any(Error), path);
        expect(await firstValueFrom(client.getOperation({ name: good }))).toEqual({ name: good, done: false });
      });
    }

    it('tells the code and the message of an error whose details cannot be written', async () => {
      const details = [{ typeName: 'acme.v1.Unknown', packed: { typeUrl, json: deep } }];
      const error = new RpcError({ code: StatusCode.DATA_LOSS, message: 'gone', details });
      const client = await open(clientWith({ getOperation: () => throwError(() => error) }), () => undefined);
      const told = await rpcFailureOf(client.getOperation({ name: good }));
      expect([told.code, told.statusMessage, told.details]).toEqual([StatusCode.DATA_LOSS, 'gone', []]);
    });

    it('tells the code and the message of an error whose details are as large as no client reads', async () => {
      const packed = { typeUrl, value: new Uint8Array(5_000_000) };
      const details = [{ typeName: 'acme.v1.Unknown', packed }];
      const error = new RpcError({ code: StatusCode.DATA_LOSS, message: 'gone', details });
      const client = await open(clientWith({ getOperation: () => throwError(() => error) }), () => undefined);
      const told = await rpcFailureOf(client.getOperation({ name: good }));
      expect([told.code, told.statusMessage, told.details]).toEqual([StatusCode.DATA_LOSS, 'gone', []]);
    });

    it('answers with an error that has not even details, and when who is told throws', async () => {
      const odd = Object.assign(new RpcError({ code: StatusCode.DATA_LOSS, message: 'gone' }), { details: undefined });
      const thrown = new Error('odd');
      const logged = spyOn(console, 'error');
      const client = await open(clientWith({ getOperation: () => throwError(() => odd) }), () => {
        throw thrown;
      });
      const told = await rpcFailureOf(client.getOperation({ name: good }));
      expect([told.code, told.statusMessage]).toEqual([StatusCode.DATA_LOSS, 'gone']);
      const path = '/google.longrunning.Operations/GetOperation';
      expect(logged).toHaveBeenCalledOnceWith(`onError threw for ${path}:`, thrown);
    });

    it('answers with an error where the answer is none', async () => {
      const onError = jasmine.createSpy('onError');
      const none = undefined as unknown as OperationMessage;
      const client = await open(clientWith({ getOperation: () => of(none) }), onError);
      const told = await rpcFailureOf(client.getOperation({ name: good }));
      expect([told.code, told.statusMessage]).toEqual([StatusCode.INTERNAL, 'the server failed to write its answer']);
      expect(onError).toHaveBeenCalledOnceWith(jasmine.any(TypeError), jasmine.any(String));
    });
  });
}

describe('A method that starts operations', () => {
  const fixture = grpcFixture();
  const METHOD = 'rxjs_longrunning.digest.v1.Digester/DigestTree';

  const digester = (DigestTree: StartingService['methods'][string]): StartingService => ({
    name: 'rxjs_longrunning.digest.v1.Digester',
    protos: [digesterProto],
    methods: { DigestTree },
  });

  it('answers with an error where the operation that it started cannot be written', async () => {
    const services = [digester(() => of(unwritable))];
    const server = await fixture.serve({ operations, services, onError: () => undefined });
    for (const path of ['v1/trees:digest', METHOD]) {
      const { status, body } = await send(server, `POST /${path}`, {});
      const { message } = (body as { error?: { message: string } }).error ?? (body as { message: string });
      expect([429, 500]).toContain(status);
      expect(message).toMatch(UNWRITABLE);
    }
    const client = await fixture.connect(server.target, { protos: [digesterProto] });
    expect((await rpcFailureOf(client.startOperation(METHOD, {}))).statusMessage).toMatch(UNWRITABLE);
  });

  it('that can start no more tells when to come again, over every protocol', async () => {
    const store = new InMemoryOperations({ maxRunning: 1, maxQueued: 0 });
    fixture.closeLater(() => store.close());
    const services = [digester(() => of(store.start(NEVER, types)))];
    const server = await fixture.serve({ operations: store, services });
    expect((await send(server, 'POST /v1/trees:digest', {})).status).toBe(200);
    const refused = await send(server, 'POST /v1/trees:digest', {});
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '5']);
    expect(refused.body).toEqual({
      error: {
        code: 429,
        message: '1 operations run and 0 wait; try later',
        status: 'RESOURCE_EXHAUSTED',
        details: [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '5s' }],
      },
    });
    const client = await fixture.connect(server.target, { protos: [digesterProto] });
    const error = await rpcFailureOf(client.startOperation(METHOD, {}));
    expect([error.code, error.retryDelay]).toEqual([StatusCode.RESOURCE_EXHAUSTED, 5_000]);
  });
});
