import { credentials, Metadata } from '@grpc/grpc-js';
import { once } from 'node:events';
import { constants, createServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { findDetail, getOperation$, StatusCode } from '../../src/index.js';
import { rpcFailureOf } from '../support/grpc-failure.js';
import type { GrpcFixture } from '../support/grpc-fixture.js';
import { grpcFixture } from '../support/grpc-fixture.js';
import { googleBytes, serveRaw } from '../support/grpc-raw-server.js';
import { AS_LOCALHOST, serveTls } from '../support/grpc-tls.js';
import { types } from '../support/messages.js';

const NAME = 'operations/1';

describe('A gRPC call that fails', () => {
  const fixture = grpcFixture();

  it('refused connection: UNAVAILABLE', async () => {
    const { server, client } = await fixture.open();
    await server.close();
    const error = await rpcFailureOf(getOperation$(client, NAME));
    expect(error.code).toBe(StatusCode.UNAVAILABLE);
    expect(error.message).toContain(`GetOperation of "${NAME}" at ${server.target}: UNAVAILABLE: `);
    expect(error.message).toContain('ECONNREFUSED');
    expect(error.message).not.toContain('Resolution note');
  });

  it('oversized message: RESOURCE_EXHAUSTED', async () => {
    const { operations, client } = await fixture.open({ channelOptions: { 'grpc.max_receive_message_length': 1_000 } });
    const { name } = operations.start([{ response: 'x'.repeat(1_001) }], types);
    const error = await rpcFailureOf(getOperation$(client, name));
    expect([error.origin, error.code]).toEqual(['caller', StatusCode.RESOURCE_EXHAUSTED]);
    expect(error.message).toMatch(
      /^GetOperation of ".*" at 127.*larger than max \(\d+ vs\.? 1000\): raise 'grpc.max_receive_message_length'/,
    );
  });

  it('bad certificate: UNAVAILABLE, and the message says what is wrong with it', async () => {
    const { target } = (await serveTls(fixture)).server;
    const client = await fixture.connect(target, { insecure: false, channelOptions: AS_LOCALHOST });
    const error = await rpcFailureOf(getOperation$(client, NAME));
    expect([error.origin, error.code]).toEqual(['caller', StatusCode.UNAVAILABLE]);
    expect(error.message).toMatch(
      new RegExp(`^GetOperation of "${NAME}" at ${target}: UNAVAILABLE: .*self.signed`, 'i'),
    );
  });

  it('TLS works where the certificate is known', async () => {
    const { server, certificate } = await serveTls(fixture);
    const client = await fixture.connect(server.target, {
      insecure: false,
      credentials: credentials.createSsl(Buffer.from(certificate)),
      channelOptions: AS_LOCALHOST,
    });
    expect((await rpcFailureOf(getOperation$(client, NAME))).code).toBe(StatusCode.NOT_FOUND);
  });

  it('a closed client fails the Observable and never throws', async () => {
    const { server, client } = await fixture.open();
    await rpcFailureOf(getOperation$(client, NAME));
    client.close();
    const error = await rpcFailureOf(getOperation$(client, NAME));
    expect([error.origin, error.code]).toEqual(['caller', StatusCode.FAILED_PRECONDITION]);
    expect(error.message).toContain(`GetOperation of "${NAME}" at ${server.target}: FAILED_PRECONDITION: `);
    expect(error.message).toContain('closed client');
  });

  it('remote-reset-is-not-local-cancel: a stream that the server resets is a lost connection', async () => {
    const http2 = createServer().on('stream', (stream) => stream.close(constants.NGHTTP2_CANCEL));
    await once(http2.listen(0, '127.0.0.1'), 'listening');
    const client = await fixture.connect(`127.0.0.1:${(http2.address() as AddressInfo).port}`);
    fixture.closeLater(() => http2.close());
    const error = await rpcFailureOf(getOperation$(client, NAME));
    expect([error.origin, error.code]).toEqual(['connection', StatusCode.UNAVAILABLE]);
  });

  it('CANCELLED of the server is a failure that says so', async () => {
    const server = await serveRaw(fixture, (_, callback) =>
      callback({ code: StatusCode.CANCELLED, details: 'Cancelled' }),
    );
    const error = await rpcFailureOf(getOperation$(await fixture.connect(server.target), NAME));
    expect([error.origin, error.code]).toEqual(['server', StatusCode.CANCELLED]);
    expect(error.message).toContain('by the server or a proxy, not by this client');
  });

  it('has the words of the server also where it has none', async () => {
    const server = await serveRaw(fixture, (_, callback) => callback({ code: StatusCode.ABORTED, details: '' }));
    const error = await rpcFailureOf(getOperation$(await fixture.connect(server.target), NAME));
    expect(error.statusMessage).toBe('');
    expect(error.message).toBe(`GetOperation of "${NAME}" at ${server.target}: ABORTED: `);
  });

  it('has the headers that came with it, without cookies', async () => {
    const metadata = new Metadata();
    metadata.set('x-request-id', 'r-1');
    metadata.set('set-cookie', 'session=hunter2');
    const server = await serveRaw(fixture, (_, callback) =>
      callback({ code: StatusCode.UNAUTHENTICATED, details: 'no', metadata }),
    );
    const { headers } = await rpcFailureOf(getOperation$(await fixture.connect(server.target), NAME));
    expect(headers['x-request-id']).toBe('r-1');
    expect(JSON.stringify(headers)).not.toContain('hunter2');
  });

  it('a request that cannot be serialized: an RpcError too', async () => {
    const { client } = await fixture.open();
    const error = await rpcFailureOf(
      client.listOperations({ name: 'operations', filter: Object.create(null) as string }),
    );
    expect(error.message).toContain('ListOperations of "operations"');
  });

  it('an error with a message longer than trailers may be stalls nobody', async () => {
    const { client } = await fixture.open();
    const filter = '"'.repeat(100_000);
    const refused = await rpcFailureOf(client.listOperations({ name: 'operations', filter }, { timeout: 10_000 }));
    expect(refused.code).toBe(StatusCode.INVALID_ARGUMENT);
    const name = `operations/${'x'.repeat(20_000)}`;
    const missing = await rpcFailureOf(client.getOperation({ name }, { timeout: 10_000 }));
    expect(missing.code).toBe(StatusCode.NOT_FOUND);
    expect(missing.statusMessage.length).toBeLessThan(2_000);
  });
});

describe('The details of a gRPC error', () => {
  const fixture = grpcFixture();
  const info = {
    type_url: 'type.googleapis.com/google.rpc.ErrorInfo',
    value: googleBytes('google.rpc.ErrorInfo', { reason: 'QUOTA', domain: 'acme.example' }),
  };
  const unknown = { type_url: 'type.googleapis.com/acme.v1.Unknown', value: Buffer.from('abc') };

  const failWith = async (details: Buffer, options?: Parameters<GrpcFixture['connect']>[1]) => {
    const metadata = new Metadata();
    metadata.set('grpc-status-details-bin', details);
    metadata.set('x-request-id', 'r-1');
    const server = await serveRaw(fixture, (_, callback) =>
      callback({ code: StatusCode.RESOURCE_EXHAUSTED, details: 'slow down', metadata }),
    );
    return rpcFailureOf(getOperation$(await fixture.connect(server.target, options), NAME));
  };
  const status = (details: readonly object[]): Buffer =>
    googleBytes('google.rpc.Status', { code: StatusCode.RESOURCE_EXHAUSTED, message: 'slow down', details });

  it('error-details: known types are unpacked, the others stay packed, none is dropped', async () => {
    const error = await failWith(status([unknown, info]));
    expect(error.details.map(({ typeName }) => typeName)).toEqual(['acme.v1.Unknown', 'google.rpc.ErrorInfo']);
    expect(error.details[0]!.value).toBeUndefined();
    expect(error.details[0]!.packed).toEqual({ typeUrl: unknown.type_url, value: Uint8Array.from(unknown.value) });
    expect(findDetail(error, 'google.rpc.ErrorInfo')?.reason).toBe('QUOTA');
    expect(error.headers['x-request-id']).toBe('r-1');
  });

  it('a map and a list of a detail are there when the server left them empty', async () => {
    const request = { type_url: 'type.googleapis.com/google.rpc.BadRequest', value: Buffer.alloc(0) };
    const error = await failWith(status([info, request]));
    expect(findDetail(error, 'google.rpc.ErrorInfo')?.metadata).toEqual({});
    expect(findDetail(error, 'google.rpc.BadRequest')?.fieldViolations).toEqual([]);
  });

  it('loader options of the user change nothing', async () => {
    const error = await failWith(status([info]), {
      protos: ['google/rpc/error_details.proto', 'google/rpc/status.proto'],
      loader: { bytes: String, defaults: false },
    });
    expect(findDetail(error, 'google.rpc.ErrorInfo')).toEqual({
      reason: 'QUOTA',
      domain: 'acme.example',
      metadata: {},
    });
  });

  it('corrupt-any: a detail that does not parse stays packed, the others are unpacked', async () => {
    const garbled = { ...info, value: Buffer.from([0x0a, 0xff]) };
    const error = await failWith(status([garbled, info]));
    expect(error.details.map(({ value }) => value !== undefined)).toEqual([false, true]);
  });

  it('garbled details leave the code and the message', async () => {
    const error = await failWith(Buffer.from([0xff, 0xff, 0xff]));
    expect([error.code, error.statusMessage, error.details]).toEqual([StatusCode.RESOURCE_EXHAUSTED, 'slow down', []]);
  });

  it('retry-info: becomes retryDelay', async () => {
    const retry = (retryDelay?: object): object => ({
      type_url: 'type.googleapis.com/google.rpc.RetryInfo',
      value: googleBytes('google.rpc.RetryInfo', { retryDelay }),
    });
    expect((await failWith(status([retry({ seconds: 2, nanos: 500_000_000 })]))).retryDelay).toBe(2_500);
    expect((await failWith(status([retry()]))).retryDelay).toBeUndefined();
    expect((await failWith(status([info]))).retryDelay).toBeUndefined();
  });
});
