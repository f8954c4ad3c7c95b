import type { Subscription } from 'rxjs';
import { first, firstValueFrom, Subject } from 'rxjs';
import type { OperationMessage } from '../../src/index.js';
import { grpcFixture } from '../support/grpc-fixture.js';
import type { ReceivedCall } from '../support/grpc-raw-server.js';
import { serveRaw } from '../support/grpc-raw-server.js';

/** More than the 1,000 streams that HTTP/2 of Node lets a client reset at once. */
const MANY = 3_000;

describe('Giving up thousands of gRPC calls at once', () => {
  const fixture = grpcFixture();

  /** A server that answers nothing until it is told to, and tells which connection each call comes by. */
  const serve = async () => {
    const called$ = new Subject<number>();
    const answers = new Map<string, () => void>();
    const connections = new Set<string>();
    const server = await serveRaw(fixture, (received, callback) => {
      const { name } = received.request as { readonly name: string };
      connections.add(received.call.getPeer());
      answers.set(name, () => callback(null, { name, done: true }));
      called$.next(server.calls.length);
    });
    return { ...server, called$, answers, connections };
  };

  /** All on one connection and at once, as a client without bounds had them. */
  const unbounded = { maxCallsInFlight: MANY + 1, maxPendingWaits: MANY + 1, waitsPerConnection: MANY + 1 };

  /** Gives thousands of calls up once so many are under way, and expects the one that stays to be answered. */
  const giveUp = async (method: 'getOperation' | 'waitOperation', underWay: number, options?: typeof unbounded) => {
    const server = await serve();
    const client = await fixture.connect(server.target, options);
    const allArrived = firstValueFrom(server.called$.pipe(first((calls) => calls === underWay)));
    const stays: Promise<OperationMessage> = firstValueFrom(client[method]({ name: 'operations/stays' }));
    const givenUp: Subscription[] = Array.from({ length: MANY }, (_, index) =>
      client[method]({ name: `operations/${index}` }).subscribe(),
    );
    await allArrived;

    for (const call of givenUp) call.unsubscribe();

    // Answered by a call that comes after all the resets, and so does the one that stays.
    const later = firstValueFrom(client[method]({ name: 'operations/later' }));
    await firstValueFrom(server.called$);
    server.answers.get('operations/later')?.();
    expect(await later).toEqual({ name: 'operations/later', done: true });
    server.answers.get('operations/stays')?.();
    expect(await stays).toEqual({ name: 'operations/stays', done: true });
    return server;
  };

  for (const method of ['getOperation', 'waitOperation'] as const) {
    it(`session-closed-by-resets: leaves the one that stays its connection: ${method}`, async () => {
      const { connections } = await giveUp(method, MANY + 1, unbounded);
      expect(connections.size).toBe(1);
    }, 30_000);

    it(`session-closed-by-resets: the one that stays is answered, within the usual bounds: ${method}`, async () => {
      const underWay = method === 'getOperation' ? 100 : 1_000;
      const { calls, connections } = await giveUp(method, underWay);
      // Of those that waited in line, none was made.
      expect(calls.length).toBe(underWay + 1);
      // A hundred waits to a connection.
      expect(connections.size).toBe(method === 'getOperation' ? 1 : 10);
    }, 30_000);
  }

  it('cancels them on the wire, and those that end by themselves meanwhile are not heard', async () => {
    const server = await serve();
    const client = await fixture.connect(server.target, unbounded);
    const allArrived = firstValueFrom(server.called$.pipe(first((calls) => calls === MANY)));
    const heard: unknown[] = [];
    const hear = (what: unknown) => heard.push(what);
    const givenUp = Array.from({ length: MANY }, (_, index) =>
      client
        .getOperation({ name: `operations/${index}` })
        .subscribe({ next: hear, error: hear, complete: () => hear('end') }),
    );
    await allArrived;
    const cancelled = firstCancelled(server.calls);

    for (const call of givenUp) call.unsubscribe();
    expect((await cancelled).cancelled).toBeTrue();
    for (const answer of server.answers.values()) answer();

    const later = firstValueFrom(client.getOperation({ name: 'operations/later' }));
    await firstValueFrom(server.called$);
    server.answers.get('operations/later')?.();
    await later;
    expect(heard).toEqual([]);
  }, 30_000);
});

function firstCancelled(calls: readonly ReceivedCall[]): Promise<ReceivedCall['call']> {
  return new Promise((resolve) => {
    for (const { call } of calls) call.once('cancelled', () => resolve(call));
  });
}
