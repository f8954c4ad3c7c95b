import { once } from 'node:events';
import { connect } from 'node:net';
import {
  EMPTY,
  EmptyError,
  finalize,
  firstValueFrom,
  lastValueFrom,
  NEVER,
  of,
  Subject,
  take,
  throwError,
  toArray,
} from 'rxjs';
import type { OperationMessage } from '../../src/index.js';
import {
  findDetail,
  getOperation$,
  pack,
  RpcError,
  StatusCode,
  toStatusDetail,
  waitOperation$,
} from '../../src/index.js';
import type { ServeOptions } from '../../src/server/index.js';
import { serveOperations } from '../../src/server/index.js';
import { rpcFailureOf } from '../support/grpc-failure.js';
import { grpcFixture } from '../support/grpc-fixture.js';
import { googleBytes } from '../support/grpc-raw-server.js';
import { serveTls } from '../support/grpc-tls.js';
import { text, types } from '../support/messages.js';
import { clientWith } from '../support/operations-client-with.js';
import { runToExit } from '../support/server-exit.js';

describe('serveOperations', () => {
  const fixture = grpcFixture();

  it('listens on a free loopback port by default', async () => {
    const server = await fixture.serve({ operations: fixture.store() });
    expect(server.port).toBeGreaterThan(0);
    expect(server.target).toBe(`127.0.0.1:${server.port}`);
  });

  for (const host of ['localhost', 'LOCALHOST', '127.0.0.2']) {
    it(`listens on ${host} without TLS`, async () => {
      const server = await fixture.serve({ operations: fixture.store(), host });
      expect(server.target).toBe(`${host}:${server.port}`);
      const client = await fixture.connect(server.target);
      expect((await rpcFailureOf(client.getOperation({ name: 'operations/1' }))).code).toBe(StatusCode.NOT_FOUND);
    });
  }

  for (const host of ['0.0.0.0', '::', 'example.com', '127.0.0.1.example.com', '10.0.0.1']) {
    it(`refuses ${JSON.stringify(host)}, which others can reach, without TLS`, async () => {
      await expectAsync(serveOperations({ operations: fixture.store(), host })).toBeRejectedWithError(
        TypeError,
        /^Serving on .* without TLS lets others read and cancel operations: give tls, or set insecure\.$/,
      );
    });
  }

  it('refuses an empty host, which Node would take for all addresses', async () => {
    for (const insecure of [false, true]) {
      await expectAsync(serveOperations({ operations: fixture.store(), host: '', insecure })).toBeRejectedWithError(
        TypeError,
        'host is empty: expected an address such as "127.0.0.1".',
      );
    }
  });

  it('listens on any address when asked to', async () => {
    const server = await fixture.serve({ operations: fixture.store(), host: '0.0.0.0', insecure: true });
    const client = await fixture.connect(`127.0.0.1:${server.port}`);
    expect((await rpcFailureOf(client.getOperation({ name: 'operations/1' }))).code).toBe(StatusCode.NOT_FOUND);
  });

  it('a port that is taken is an error that says so', async () => {
    const { port, target } = await fixture.serve({ operations: fixture.store() });
    // grpc-js tells of it by itself, too.
    const logged = spyOn(console, 'error');
    await expectAsync(serveOperations({ operations: fixture.store(), port })).toBeRejectedWithError(
      Error,
      new RegExp(`^Cannot listen on ${target}: .*address already in use`),
    );
    expect(logged.calls.count()).toBeLessThan(2);
  });

  for (const port of [-1, 65_536, 1.5, NaN, '80' as unknown as number]) {
    it(`refuses port ${JSON.stringify(port)}`, async () => {
      await expectAsync(serveOperations({ operations: fixture.store(), port })).toBeRejectedWithError(
        RangeError,
        new RegExp(`^port must be a whole number from 0 to 65,535, and finite; found ${port}\\.$`),
      );
    });
  }

  it('refuses a service that its protos do not define, and a method that it does not have', async () => {
    const protos = [{ nested: { acme: { nested: { Reports: { methods: {} } } } } }];
    const operations = fixture.store();
    await expectAsync(
      serveOperations({ operations, services: [{ name: 'acme.Nothing', protos, methods: {} }] }),
    ).toBeRejectedWithError(TypeError, 'The protos of the service "acme.Nothing" do not define it.');
    await expectAsync(
      serveOperations({ operations, services: [{ name: 'acme.Reports', protos, methods: { Creat: () => NEVER } }] }),
    ).toBeRejectedWithError(TypeError, 'The service "acme.Reports" has no method Creat.');
  });

  it('a cancelled call unsubscribes from its answer', async () => {
    const events$ = new Subject<string>();
    const operations = clientWith({
      getOperation: () => {
        events$.next('asked');
        return NEVER.pipe(finalize(() => events$.next('stopped')));
      },
    });
    const client = await fixture.connect((await fixture.serve({ operations })).target);
    const heard = lastValueFrom(events$.pipe(take(2), toArray()));
    const error = await rpcFailureOf(getOperation$(client, 'operations/1', { timeout: 200 }));
    expect(error.code).toBe(StatusCode.DEADLINE_EXCEEDED);
    expect(await heard).toEqual(['asked', 'stopped']);
  });

  it('answers once, whatever the Observable does', async () => {
    const message: OperationMessage = { name: 'operations/1', done: false };
    const operations = clientWith({
      getOperation: ({ name }) => (name === 'operations/none' ? EMPTY : of(message, { ...message, done: true })),
      waitOperation: () => {
        throw new RpcError({ code: StatusCode.UNIMPLEMENTED, message: 'no waiting' });
      },
    });
    const onError = jasmine.createSpy('onError');
    const client = await fixture.connect((await fixture.serve({ operations, onError })).target);
    expect(await firstValueFrom(getOperation$(client, 'operations/1'))).toEqual(message);
    const none = await rpcFailureOf(getOperation$(client, 'operations/none'));
    expect([none.code, none.statusMessage]).toEqual([StatusCode.INTERNAL, 'the server failed']);
    expect(onError).toHaveBeenCalledOnceWith(jasmine.any(EmptyError), '/google.longrunning.Operations/GetOperation');
    expect((await rpcFailureOf(waitOperation$(client, 'operations/1'))).code).toBe(StatusCode.UNIMPLEMENTED);
  });

  describe('an error', () => {
    const info = toStatusDetail({
      typeUrl: 'type.googleapis.com/google.rpc.ErrorInfo',
      value: googleBytes('google.rpc.ErrorInfo', { reason: 'QUOTA' }),
    });
    const failure = async (
      init: ConstructorParameters<typeof RpcError>[0] | Error,
      onError?: ServeOptions['onError'],
    ): Promise<RpcError> => {
      const operations = clientWith({
        getOperation: () => throwError(() => (init instanceof Error ? init : new RpcError(init))),
      });
      const client = await fixture.connect((await fixture.serve({ operations, onError })).target);
      return rpcFailureOf(getOperation$(client, 'operations/1'));
    };

    it('error-details: an RpcError arrives as it is, with its details', async () => {
      const details = [info, toStatusDetail(pack('unknown', text))];
      const error = await failure({ code: StatusCode.ABORTED, message: 'ü: 100 %\n', details });
      expect([error.code, error.statusMessage]).toEqual([StatusCode.ABORTED, 'ü: 100 %\n']);
      expect(error.details.map(({ typeName }) => typeName)).toEqual(['google.rpc.ErrorInfo', 'acme.v1.Text']);
      expect(findDetail(error, 'google.rpc.ErrorInfo')?.reason).toBe('QUOTA');
    });

    it('any other error tells nothing to the client, and all to the server', async () => {
      const secret = new Error('the password is hunter2');
      const onError = jasmine.createSpy('onError');
      const error = await failure(secret, onError);
      expect([error.code, error.statusMessage]).toEqual([StatusCode.INTERNAL, 'the server failed']);
      expect(onError).toHaveBeenCalledOnceWith(secret, '/google.longrunning.Operations/GetOperation');
    });

    it('a message and details too large for trailers are cut', async () => {
      const large = toStatusDetail(pack('x'.repeat(100_000), text));
      const error = await failure({ code: StatusCode.ABORTED, message: '😀'.repeat(100_000), details: [large] });
      expect(error.code).toBe(StatusCode.ABORTED);
      expect(error.statusMessage).toMatch(/^(😀){500}…$/u);
      expect(error.details).toEqual([]);
    });

    it('half a character and a detail that came as JSON end no process', async () => {
      const json = toStatusDetail({ typeUrl: 'acme.v1.Text', json: {} });
      const error = await failure({ code: StatusCode.ABORTED, message: 'half \ud83d', details: [json, info] });
      expect(error.statusMessage).toBe('half \ufffd');
      expect(error.details.map(({ typeName }) => typeName)).toEqual(['google.rpc.ErrorInfo']);
    });
  });

  describe('close', () => {
    it('ends calls in flight with UNAVAILABLE, which is worth another try, and stops their answers', async () => {
      const asked$ = new Subject<void>();
      let stopped = 0;
      const operations = clientWith({
        waitOperation: () => {
          asked$.next();
          return NEVER.pipe(finalize(() => stopped++));
        },
      });
      const server = await fixture.serve({ operations });
      const client = await fixture.connect(server.target);
      const asked = firstValueFrom(asked$, { defaultValue: undefined });
      const waiting = rpcFailureOf(waitOperation$(client, 'operations/1'));
      await asked;
      await server.close();
      expect(stopped).toBe(1);
      const error = await waiting;
      expect([error.code, error.statusMessage]).toEqual([StatusCode.UNAVAILABLE, 'the server is closing']);
    });

    it('frees the port, also when called twice', async () => {
      const operations = fixture.store();
      const server = await fixture.serve({ operations });
      const { name } = operations.start(NEVER, types);
      const client = await fixture.connect(server.target);
      await firstValueFrom(getOperation$(client, name));
      await Promise.all([server.close(), server.close()]);
      await server.close();
      expect((await fixture.serve({ operations, port: server.port })).port).toBe(server.port);
      expect((await firstValueFrom(operations.getOperation({ name }))).done).toBeFalse();
    });

    it('does not wait for ever for a client that does not hang up', async () => {
      const server = await fixture.serve({ operations: fixture.store() });
      const socket = connect(server.port, '127.0.0.1');
      fixture.closeLater(() => socket.destroy());
      await once(socket, 'connect');
      socket.resume();
      // The preface of HTTP/2 and an empty SETTINGS frame: a session, of which nothing else will come.
      socket.write(
        Buffer.concat([Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), Buffer.of(0, 0, 0, 4, 0, 0, 0, 0, 0)]),
      );
      await once(socket, 'data');
      await expectAsync(server.close()).toBeResolved();
    });

    it('does not wait for ever for a client that never says hello', async () => {
      const { server } = await serveTls(fixture);
      const socket = connect(server.port, '127.0.0.1');
      fixture.closeLater(() => socket.destroy());
      await once(socket, 'connect');
      await expectAsync(server.close()).toBeResolved();
    });

    it('leaves nothing that keeps the process alive, with calls in flight and waits pending', async () => {
      const { output, code } = await runToExit(`
        import { firstValueFrom, NEVER } from 'rxjs';
        import { loadOperationsClient } from './src/grpc/index.js';
        import { waitOperation$ } from './src/index.js';
        import { InMemoryOperations, serveOperations } from './src/server/index.js';
        const operations = new InMemoryOperations();
        const server = await serveOperations({ operations });
        const client = await loadOperationsClient({ target: server.target, insecure: true });
        const { name } = operations.start(NEVER, {});
        const waits = [1_000_000, undefined].map((timeout) =>
          firstValueFrom(waitOperation$(client, name, { timeout })).catch((error) => console.log(error.code)));
        await firstValueFrom(client.getOperation({ name }));
        await server.close();
        await Promise.all(waits);
        client.close();
        console.log('end');
      `);
      expect([output, code]).toEqual(['14\n14\nend\n', 0]);
    });

    it('of the client lets the process end while the server still listens elsewhere', async () => {
      const { server } = await fixture.open();
      const { output, code } = await runToExit(`
        import { firstValueFrom } from 'rxjs';
        import { loadOperationsClient } from './src/grpc/index.js';
        const client = await loadOperationsClient({ target: '${server.target}', insecure: true });
        await firstValueFrom(client.listOperations({ name: 'operations' }, { timeout: 1_000_000 }));
        client.close();
        console.log('end');
      `);
      expect([output, code]).toEqual(['end\n', 0]);
    });
  });
});
