import type { sendUnaryData, ServerOptions, ServerUnaryCall, ServiceDefinition } from '@grpc/grpc-js';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import { promisify } from 'node:util';
import { createServer, connect as connectTo } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { once } from 'node:events';
import { finalize, firstValueFrom, lastValueFrom, NEVER, Subject, take, toArray } from 'rxjs';
import {
  exponentialThenFixed,
  pollOperation$,
  StatusCode,
  tolerateTransient,
  waitOperation$,
} from '../../src/index.js';
import type { InMemoryOperations, WorkUpdate } from '../../src/server/index.js';
import { rpcFailureOf } from '../support/grpc-failure.js';
import type { GrpcFixture } from '../support/grpc-fixture.js';
import { grpcFixture } from '../support/grpc-fixture.js';
import { googleDefinitions, serveRaw } from '../support/grpc-raw-server.js';
import { NAME, types } from '../support/messages.js';

const longPoll = { ...types, longPoll: true } as const;
/** Patience for as long as the channel takes to connect again. */
const patient = {
  ...longPoll,
  schedule: exponentialThenFixed({ initialDelay: 1, interval: 5 }),
  tolerance: tolerateTransient({ maxFailures: 100_000 }),
};
const channelOptions = { 'grpc.initial_reconnect_backoff_ms': 10, 'grpc.min_reconnect_backoff_ms': 10 };

const steps = (): Subject<WorkUpdate<string, string>> => new Subject();

describe('The waits of a gRPC client', () => {
  const fixture = grpcFixture();

  it('no-wait-starvation: with as many waits pending as the server allows streams, a poll is answered', async () => {
    const limit = 10;
    const pending: sendUnaryData<object>[] = [];
    const allPending$ = new Subject<void>();
    const target = await serveMethods(
      fixture,
      {
        WaitOperation: (_, callback) => {
          if (pending.push(callback) === limit) allPending$.next();
        },
        GetOperation: (_, callback) => callback(null, { name: NAME }),
      },
      { 'grpc.max_concurrent_streams': limit },
    );
    // The common pool of connections, as without the fixture: a channel of one's own there is none.
    const client = await fixture.connect(target, { channelOptions: { 'grpc.use_local_subchannel_pool': 0 } });
    // The limit of the server is known to the connection of the polls, too.
    await firstValueFrom(client.getOperation({ name: NAME }));
    let answered = 0;
    const allPending = firstValueFrom(allPending$);
    const waits = Array.from({ length: limit }, () =>
      firstValueFrom(client.waitOperation({ name: NAME })).finally(() => answered++),
    );
    await allPending;
    expect(await firstValueFrom(client.getOperation({ name: NAME }))).toEqual({ name: NAME, done: false });
    expect(answered).toBe(0);
    for (const callback of pending) callback(null, { name: NAME, done: true });
    expect((await Promise.all(waits)).map(({ done }) => done)).toEqual(Array.from({ length: limit }, () => true));
  });

  it('tell the server how long to wait, and have their own deadline', async () => {
    const server = await serveRaw(fixture, (_, callback) => callback(null, { name: NAME }));
    const client = await fixture.connect(server.target);
    const before = Date.now();
    await firstValueFrom(waitOperation$(client, NAME, { timeout: 60_500.25 }, { timeout: 70_000 }));
    await firstValueFrom(waitOperation$(client, NAME));
    const [limited, unlimited] = server.calls;
    expect(limited!.request['timeout']).toEqual(jasmine.objectContaining({ nanos: 500_250_000 }));
    expect(String((limited!.request['timeout'] as { seconds: unknown }).seconds)).toBe('60');
    const deadline = Number(limited!.call.getDeadline());
    expect(deadline).toBeGreaterThanOrEqual(before + 70_000 - 1);
    expect(deadline).toBeLessThanOrEqual(Date.now() + 70_000 + 1);
    expect(unlimited!.request['timeout']).toBeNull();
    expect(unlimited!.call.getDeadline()).toBe(Infinity);
  });

  for (const when of ['before', 'after'] as const) {
    it(`fail once the client is closed, ${when} its first wait`, async () => {
      const server = await serveRaw(fixture, (_, callback) => callback(null, { name: NAME }));
      const client = await fixture.connect(server.target);
      const early$ = waitOperation$(client, NAME);
      if (when === 'after') await firstValueFrom(early$);
      client.close();
      client.close();
      const called = server.calls.length;
      for (const wait$ of [early$, waitOperation$(client, NAME)]) {
        const error = await rpcFailureOf(wait$);
        expect(error.code).toBe(StatusCode.FAILED_PRECONDITION);
        expect(error.message).toContain('closed client');
      }
      expect(server.calls.length).toBe(called);
    });
  }
});

describe('Long polls over a gRPC socket', () => {
  const fixture = grpcFixture();

  it('are one call of WaitOperation, whose answer is the end', async () => {
    const { operations, client } = await fixture.open();
    const { polls, waits, waiting$ } = watch(operations);
    const work$ = steps();
    const { name } = operations.start(work$, types);
    waiting$.subscribe(() => {
      work$.next({ response: 'pushed' });
      work$.complete();
    });
    const states = await lastValueFrom(pollOperation$(client, name, longPoll).pipe(toArray()));
    expect(states.map((state) => state.status === 'succeeded' && state.response)).toEqual(['pushed']);
    expect([polls.calls.count(), waits.calls.count()]).toEqual([0, 1]);
  });

  it('unsubscribe-during-call: a pending wait is seen cancelled by the server', async () => {
    const { operations, client } = await fixture.open();
    const { waiting$, waitEnded$ } = watch(operations);
    const { name } = operations.start(NEVER, types);
    const waiting = firstValueFrom(waiting$);
    const ended = firstValueFrom(waitEnded$);
    const polling = pollOperation$(client, name, longPoll).subscribe();
    await waiting;
    polling.unsubscribe();
    expect(await ended).toBe(name);
  });

  it('wait-unimplemented: fall back to GetOperation, and do not ask the same client again', async () => {
    const methods: string[] = [];
    const target = await serveMethods(fixture, {
      GetOperation: ({ request: { name } }, callback) => {
        methods.push(`Get ${name}`);
        callback(null, { name, done: true });
      },
    });
    const client = await fixture.connect(target);
    const waits = spyOn(client, 'waitOperation').and.callThrough();
    for (const name of ['operations/1', 'operations/2']) {
      const states = await lastValueFrom(pollOperation$(client, name, longPoll).pipe(toArray()));
      expect(states.map(({ status, poll }) => [status, poll])).toEqual([['succeeded', { attempt: 1, failures: 0 }]]);
    }
    expect(waits.calls.allArgs().map(([{ name }]) => name)).toEqual(['operations/1']);
    expect(methods).toEqual(['Get operations/1', 'Get operations/2']);
  });

  it('maxPendingWaits: what is more than the client allows is polled', async () => {
    const { operations, client } = await fixture.open({ maxPendingWaits: 1 });
    const { polls, waits, waiting$ } = watch(operations);
    const waited = operations.start(NEVER, types).name;
    const polled = operations.start(NEVER, types).name;
    const waiting = firstValueFrom(waiting$);
    const wait = pollOperation$(client, waited, longPoll).subscribe();
    await waiting;
    const { status } = await firstValueFrom(pollOperation$(client, polled, longPoll));
    wait.unsubscribe();
    expect(status).toBe('running');
    expect(polls.calls.allArgs().map(([{ name }]) => name)).toEqual([polled]);
    expect(waits.calls.allArgs().map(([{ name }]) => name)).toEqual([waited]);
  });

  it('outlive the server: killed in mid-wait and restarted on the same port, the wait ends with the right result', async () => {
    const operations = fixture.store();
    const { waiting$ } = watch(operations);
    const work$ = steps();
    const { name } = operations.start(work$, types);
    const server = await fixture.serve({ operations });
    const client = await fixture.connect(server.target, { channelOptions });
    const waiting = firstValueFrom(waiting$);
    const seen = lastValueFrom(pollOperation$(client, name, patient).pipe(toArray()));
    await waiting;
    await server.close();
    work$.next({ response: 'right' });
    work$.complete();
    await fixture.serve({ operations, port: server.port });
    const states = await seen;
    expect(states[0]!.poll.lastError?.code).toBe(StatusCode.UNAVAILABLE);
    const end = states.at(-1)!;
    expect(end.status === 'succeeded' && end.response).toBe('right');
  });

  it('outlive their connection: where it breaks in mid-wait, the wait goes on over another', async () => {
    const { operations, server } = await fixture.open();
    const { waiting$, waitEnded$ } = watch(operations);
    const work$ = steps();
    const { name } = operations.start(work$, types);
    const relay = await relayTo(fixture, server.port);
    const client = await fixture.connect(relay.target, { channelOptions });
    const twice = lastValueFrom(waiting$.pipe(take(2)));
    const asked = firstValueFrom(waiting$);
    const ended = firstValueFrom(waitEnded$);
    const seen = lastValueFrom(pollOperation$(client, name, patient).pipe(toArray()));
    await asked;
    relay.breakAll();
    expect(await ended).toBe(name);
    await twice;
    work$.next({ response: 'right' });
    work$.complete();
    const states = await seen;
    expect(states[0]!.poll.lastError?.code).toBe(StatusCode.UNAVAILABLE);
    const end = states.at(-1)!;
    expect(end.status === 'succeeded' && end.response).toBe('right');
  });
});

type Handler = (call: ServerUnaryCall<{ name: string }, object>, callback: sendUnaryData<object>) => void;

/** A bare grpc-js server that has these methods of google.longrunning.Operations and no others; its target. */
async function serveMethods(
  fixture: GrpcFixture,
  methods: Readonly<Record<string, Handler>>,
  options?: ServerOptions,
): Promise<string> {
  const server = new Server(options);
  server.addService(googleDefinitions()['google.longrunning.Operations'] as ServiceDefinition, methods);
  const port = await promisify(server.bindAsync.bind(server))('127.0.0.1:0', ServerCredentials.createInsecure());
  fixture.closeLater(() => server.forceShutdown());
  return `127.0.0.1:${port}`;
}

/** Counts the calls that reach a store, and tells the name where a wait begins and where one ends. */
function watch(operations: InMemoryOperations) {
  const waiting$ = new Subject<string>();
  const waitEnded$ = new Subject<string>();
  const wait = operations.waitOperation.bind(operations);
  const waits = spyOn(operations, 'waitOperation').and.callFake((request) => {
    const { name } = request;
    waiting$.next(name);
    return wait(request).pipe(finalize(() => waitEnded$.next(name)));
  });
  return { polls: spyOn(operations, 'getOperation').and.callThrough(), waits, waiting$, waitEnded$ };
}

/** Hands connections on to a port of this machine, until they are broken. */
async function relayTo(fixture: GrpcFixture, port: number): Promise<{ target: string; breakAll(): void }> {
  const sockets = new Set<Socket>();
  const relay = createServer((near) => {
    const far = connectTo(port, '127.0.0.1');
    near.pipe(far).pipe(near);
    for (const socket of [near, far]) sockets.add(socket.on('error', () => undefined));
  });
  const breakAll = (): void => {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
  };
  await once(relay.listen(0, '127.0.0.1'), 'listening');
  fixture.closeLater(() => {
    breakAll();
    relay.close();
  });
  return { target: `127.0.0.1:${(relay.address() as AddressInfo).port}`, breakAll };
}
