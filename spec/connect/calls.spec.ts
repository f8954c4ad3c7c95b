import { create } from '@bufbuild/protobuf';
import { DurationSchema, TimestampSchema } from '@bufbuild/protobuf/wkt';
import type { Interceptor, Transport } from '@connectrpc/connect';
import { Code, ConnectError, createRouterTransport } from '@connectrpc/connect';
import { firstValueFrom, of, throwError, timer } from 'rxjs';
import type { ConnectClientOptions } from '../../src/connect/index.js';
import { connectOperationsClient, messageTypeOf } from '../../src/connect/index.js';
import type { CallOptions, OperationsClient } from '../../src/index.js';
import { findDetail, getOperation$, RpcError, StatusCode } from '../../src/index.js';
import { failureOf, rpcFailureOf } from '../support/grpc-failure.js';
import { NAME } from '../support/messages.js';
import { ScriptedClient } from '../support/scripted-client.js';
import { packReport, reportType, routes } from './google-service.js';

/** A transport that does for each call what is told. */
function transportOf(unary: (signal: AbortSignal | undefined, timeout: number | undefined) => unknown): Transport {
  return {
    unary: (_method: unknown, signal: AbortSignal | undefined, timeout: number | undefined) => unary(signal, timeout),
  } as unknown as Transport;
}

/** A client whose calls pass an interceptor. */
function intercepted(server: OperationsClient, interceptor: Interceptor, options?: ConnectClientOptions) {
  return connectOperationsClient(
    createRouterTransport(routes(server), { transport: { interceptors: [interceptor] } }),
    options,
  );
}

describe('connectOperationsClient', () => {
  const running = () => new ScriptedClient({ getOperation: [of({ name: NAME, done: false })] });

  it('refuses what is no transport', () => {
    for (const transport of [undefined, null, {}, 'https://example.com']) {
      expect(() => connectOperationsClient(transport as Transport)).toThrowError(TypeError, /^Expected a transport/);
    }
  });

  it('leaves few waits pending, four in a browser, or as many as it is told', () => {
    const transport = transportOf(() => undefined);
    expect(connectOperationsClient(transport).maxPendingWaits).toBe('window' in globalThis ? 4 : 50);
    expect(connectOperationsClient(transport, { maxPendingWaits: 7 }).maxPendingWaits).toBe(7);
    expect(() => connectOperationsClient(transport, { maxPendingWaits: 0 })).toThrowError(
      RangeError,
      /^maxPendingWaits must be .*found 0/,
    );
  });

  it('sends headers, and goes through the interceptors of the transport', async () => {
    const seen: Record<string, string>[] = [];
    const client = intercepted(running(), (next) => (request) => {
      seen.push(Object.fromEntries(request.header.entries()));
      return next(request);
    });
    await firstValueFrom(getOperation$(client, NAME, { headers: { 'X-Tenant': 'acme' } }));
    expect(seen.map((headers) => headers['x-tenant'])).toEqual(['acme']);
  });

  const malformed: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    'a value with a line break': { authorization: 'secret\nx' },
    'a name with a blank': { 'no name': 'secret' },
    'a value that is no string': { authorization: undefined as unknown as string },
  };
  for (const [what, headers] of Object.entries(malformed)) {
    it(`refuses a header at once, without its value in the message: ${what}`, () => {
      const call = () => getOperation$(connectOperationsClient(transportOf(() => undefined)), NAME, { headers });
      const [name = ''] = Object.keys(headers);
      expect(call).toThrowError(TypeError, `The header "${name}" cannot be sent: its name or its value is malformed.`);
    });
  }

  for (const timeout of [-1, NaN, Infinity]) {
    it(`refuses a timeout of ${timeout} at once`, () => {
      const client = connectOperationsClient(transportOf(() => undefined));
      expect(() => getOperation$(client, NAME, { timeout })).toThrowError(RangeError, /^timeout must be .*found/);
    });
  }

  it('hands on a timeout that every protocol can send', async () => {
    const seen: unknown[] = [];
    const client = connectOperationsClient(
      transportOf((_, timeout) => {
        seen.push(timeout);
        throw new ConnectError('late', Code.DeadlineExceeded);
      }),
    );
    const timeouts: CallOptions[] = [{}, { timeout: 0 }, { timeout: 0.2 }, { timeout: 20.5 }, { timeout: 1e12 }];
    for (const options of timeouts) await rpcFailureOf(getOperation$(client, NAME, options));
    expect(seen).toEqual([undefined, 1, 1, 21, 99_999_999]);
  });

  it('waits for no longer than a Duration can be', async () => {
    const server = new ScriptedClient({ waitOperation: [of({ name: NAME, done: false })] });
    const client = connectOperationsClient(
      createRouterTransport(routes(server), { transport: { useBinaryFormat: false } }),
    );
    await firstValueFrom(client.waitOperation({ name: NAME, timeout: Number.MAX_VALUE }));
    expect(server.calls.map(({ request }) => request)).toEqual([{ name: NAME, timeout: 315_576_000_000_000 }]);
  });

  it('rounds a wait to whole nanoseconds, and not up to a second', async () => {
    const answer = of({ name: NAME, done: false });
    const server = new ScriptedClient({ waitOperation: [answer, answer] });
    const client = connectOperationsClient(createRouterTransport(routes(server)));
    await firstValueFrom(client.waitOperation({ name: NAME, timeout: 0.1 + 0.2 }));
    await firstValueFrom(client.waitOperation({ name: NAME, timeout: 999.999_999_9 }));
    expect(server.calls.map(({ request }) => request)).toEqual([
      { name: NAME, timeout: 0.3 },
      { name: NAME, timeout: 999.999_999 },
    ]);
  });

  it('fails the Observable where the transport throws, and never throws', async () => {
    const client = connectOperationsClient(
      transportOf(() => {
        throw new Error('no such thing');
      }),
    );
    const error = await rpcFailureOf(getOperation$(client, NAME));
    expect(error.message).toBe(`GetOperation of "${NAME}": UNAVAILABLE: no such thing`);
    expect(error.origin).toBe('connection');
    expect(error.cause).toEqual(new Error('no such thing'));
  });

  it('UNAVAILABLE when fetch fails, with what is known of it', async () => {
    const cause = new TypeError('Failed to fetch');
    const client = connectOperationsClient(transportOf(() => Promise.reject(cause)));
    const error = await rpcFailureOf(getOperation$(client, NAME));
    expect([error.code, error.statusMessage]).toEqual([StatusCode.UNAVAILABLE, 'Failed to fetch']);
    expect(error.cause).toBe(cause);
  });

  it('ABORTED stays what it is when the server says it', async () => {
    const server = new ScriptedClient({
      getOperation: [throwError(() => new RpcError({ code: StatusCode.ABORTED, message: 'try again' }))],
    });
    const client = connectOperationsClient(createRouterTransport(routes(server)));
    expect((await rpcFailureOf(getOperation$(client, NAME))).code).toBe(StatusCode.ABORTED);
  });

  it('unpacks details of an interceptor, and those of the types that it was given', async () => {
    const error = new ConnectError('slow down', Code.ResourceExhausted, { 'x-request-id': 'r-1' }, [
      { desc: DurationSchema, value: { seconds: 3n } },
    ]);
    error.details.push({ type: 'acme.v1.Report', value: packReport({ title: 'May', pageCount: 3 }).value });
    error.details.push({ type: 'acme.v1.Report', value: Uint8Array.of(0xff) });
    const client = intercepted(
      running(),
      () => () => {
        throw error;
      },
      { detailTypes: [reportType, messageTypeOf(DurationSchema)] },
    );
    const failure = await rpcFailureOf(getOperation$(client, NAME));
    expect(failure.headers).toEqual({ 'x-request-id': 'r-1' });
    expect(failure.details.map(({ value }) => value)).toEqual([
      create(DurationSchema, { seconds: 3n }),
      jasmine.objectContaining({ title: 'May' }),
      undefined,
    ]);
  });

  it('fails the Observable also where a detail of an interceptor is malformed', async () => {
    const error = new ConnectError('bad', Code.Internal, undefined, [{ desc: TimestampSchema, value: { nanos: 1.5 } }]);
    const client = connectOperationsClient(transportOf(() => Promise.reject(error)));
    expect(await failureOf(getOperation$(client, NAME))).toBeInstanceOf(Error);
  });

  it('has the headers of an error without cookies', async () => {
    const error = new ConnectError('no', Code.Unauthenticated, {
      'x-request-id': 'r-1',
      'set-cookie': 'session=hunter2',
    });
    const client = connectOperationsClient(transportOf(() => Promise.reject(error)));
    expect((await rpcFailureOf(getOperation$(client, NAME))).headers).toEqual({ 'x-request-id': 'r-1' });
  });

  it('has the fields of a detail that the server left empty', async () => {
    const error = new ConnectError('bad', Code.InvalidArgument);
    for (const name of ['ErrorInfo', 'BadRequest'])
      error.details.push({ type: `google.rpc.${name}`, value: new Uint8Array() });
    const client = connectOperationsClient(transportOf(() => Promise.reject(error)));
    const failure = await rpcFailureOf(getOperation$(client, NAME));
    expect(findDetail(failure, 'google.rpc.ErrorInfo')?.metadata).toEqual({});
    expect(findDetail(failure, 'google.rpc.BadRequest')?.fieldViolations).toEqual([]);
  });

  it('local-abort: unsubscribing aborts the signal once, and nothing surfaces', async () => {
    const signals: (AbortSignal | undefined)[] = [];
    const client = connectOperationsClient(
      transportOf(
        (signal) =>
          new Promise((_, reject) => {
            signals.push(signal);
            signal?.addEventListener('abort', () => reject(signal.reason as Error));
          }),
      ),
    );
    const seen = jasmine.createSpy('next, error or complete');
    getOperation$(client, NAME).subscribe({ next: seen, error: seen, complete: seen }).unsubscribe();
    await firstValueFrom(timer(0));
    expect(signals.map((signal) => signal?.aborted)).toEqual([true]);
    expect(seen).not.toHaveBeenCalled();
  });

  it('does not abort a call that has ended', async () => {
    const signals: (AbortSignal | undefined)[] = [];
    const client = connectOperationsClient(
      transportOf((signal) => {
        signals.push(signal);
        const [header, trailer] = [new Headers(), new Headers()];
        return Promise.resolve({ header, trailer, message: { name: NAME, done: true } });
      }),
    );
    expect(await firstValueFrom(getOperation$(client, NAME))).toEqual({ name: NAME, done: true });
    expect(signals.map((signal) => signal?.aborted)).toEqual([false]);
  });
});
