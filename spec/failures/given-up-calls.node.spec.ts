import { createConnectTransport } from '@connectrpc/connect-node';
import type { ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getEventListeners } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Observable } from 'rxjs';
import {
  BehaviorSubject,
  catchError,
  defer,
  filter,
  firstValueFrom,
  lastValueFrom,
  mergeMap,
  of,
  range,
  Subject,
  takeUntil,
} from 'rxjs';
import { untilAborted } from '../../src/core/polling/until-aborted.js';
import type { GrpcOperationsClient } from '../../src/grpc/index.js';
import { connectOperationsClient } from '../../src/connect/index.js';
import type { OperationMessage, OperationsClient } from '../../src/index.js';
import { isRpcError, StatusCode } from '../../src/index.js';
import { restOperationsClient } from '../../src/rest/index.js';
import { leftOpen, openHandles } from '../storm/open-handles.js';
import { grpcFixture } from '../support/grpc-fixture.js';
import { serveRaw } from '../support/grpc-raw-server.js';

/** How many calls are given up over each transport, by how, and how many of them are in flight at once. */
const AT_ONCE = 1_000;
const UNSUBSCRIBED = 3_000;
const ABORTED = 3_000;
const TIMED_OUT = 3_000;
const WAVE = 250;
/** The timeouts of gRPC are reset by grpc-js itself, and HTTP/2 of Node takes 1,000 resets on a connection at once. */
const ON_ONE_CONNECTION = 750;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** A server that answers when it is told to, and knows which calls have not ended. */
interface HoldingServer {
  /** Makes a client, with connections of its own. */
  readonly connect: () => OperationsClient | Promise<OperationsClient>;
  /** How many calls arrived: the number at once, and each change. */
  readonly arrived$: BehaviorSubject<number>;
  /** How many of them have not ended: the number at once, and each change. */
  readonly open$: BehaviorSubject<number>;
  /** Answers all that has not ended. */
  readonly answer: () => void;
  /** Closes the connections that wait for another call. */
  readonly close: () => void;
}

type Connect = (baseUrl: string, maxCallsInFlight: number) => OperationsClient;

describe('Thousands of calls that are given up over sockets', () => {
  const fixture = grpcFixture();

  async function serveHttp(maxCallsInFlight: number, connect: Connect): Promise<HoldingServer> {
    const arrived$ = new BehaviorSubject(0);
    const open$ = new BehaviorSubject(0);
    const open = new Set<ServerResponse>();
    const server = createServer((request, response) => {
      open.add(response);
      open$.next(open.size);
      response.on('close', () => {
        open.delete(response);
        open$.next(open.size);
      });
      request.resume();
      request.on('end', () => arrived$.next(arrived$.value + 1));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    fixture.closeLater(() => {
      server.closeAllConnections();
      server.close();
    });
    return {
      connect: () => connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, maxCallsInFlight),
      arrived$,
      open$,
      // Kept alive, those of fetch would stay open for seconds.
      answer: () => open.forEach((response) => response.setHeader('connection', 'close').end()),
      close: () => server.closeAllConnections(),
    };
  }

  async function serveGrpc(maxCallsInFlight: number): Promise<HoldingServer> {
    const arrived$ = new BehaviorSubject(0);
    const open$ = new BehaviorSubject(0);
    const open = new Set<() => void>();
    const server = await serveRaw(fixture, ({ call }, callback) => {
      const end = (): void => {
        if (open.delete(answer)) open$.next(open.size);
      };
      const answer = (): void => {
        callback(null, {});
        end();
      };
      open.add(answer);
      call.on('cancelled', end);
      open$.next(open.size);
      arrived$.next(arrived$.value + 1);
    });
    const clients: GrpcOperationsClient[] = [];
    const connect = async (): Promise<OperationsClient> => {
      const client = await fixture.connect(server.target, { maxCallsInFlight });
      clients.push(client);
      return client;
    };
    const answer = (): void => open.forEach((end) => end());
    return { connect, arrived$, open$, answer, close: () => clients.forEach((client) => client.close()) };
  }

  const transports: Readonly<Record<string, (maxCallsInFlight: number) => Promise<HoldingServer>>> = {
    gRPC: serveGrpc,
    REST: (bound) =>
      serveHttp(bound, (baseUrl, maxCallsInFlight) => restOperationsClient({ baseUrl, maxCallsInFlight })),
    Connect: (bound) =>
      serveHttp(bound, (baseUrl, maxCallsInFlight) =>
        connectOperationsClient(createConnectTransport({ baseUrl, httpVersion: '1.1' }), { maxCallsInFlight }),
      ),
  };

  for (const [title, serve] of Object.entries(transports)) {
    it(`leave no stream, timer, listener or memory behind: ${title}`, async () => {
      const { connect, arrived$, open$, answer, close } = await serve(WAVE);
      let client = await connect();
      const before = openHandles();
      const warnings: Error[] = [];
      const warned = (warning: Error): number => warnings.push(warning);
      process.on('warning', warned);
      fixture.closeLater(() => process.off('warning', warned));
      const kept: WeakRef<object>[] = [];

      const call$ = (timeout?: number): Observable<OperationMessage> =>
        defer(() => {
          const mark = { name: `operations/${kept.length}` };
          kept.push(new WeakRef(mark));
          // Whoever keeps the call keeps what hears it.
          return client.getOperation({ name: mark.name }, { timeout }).pipe(filter(() => mark.name !== ''));
        });
      /** So many calls in waves, each of which is given up by `end` once all of it has arrived. */
      const waves = async (count: number, given$: () => Observable<unknown>, end: () => void): Promise<void> => {
        for (let made = 0; made < count; made += WAVE) {
          const all = arrived$.value + WAVE;
          const wave = lastValueFrom(range(0, WAVE).pipe(mergeMap(given$)), { defaultValue: undefined });
          await firstValueFrom(arrived$.pipe(filter((arrived) => arrived === all)));
          end();
          await wave;
          // What waits for its turn to be cancelled ends by itself.
          answer();
          await firstValueFrom(open$.pipe(filter((open) => open === 0)));
        }
      };

      for (let made = 0; made < AT_ONCE; made += WAVE) {
        const calls = Array.from({ length: WAVE }, () => call$().subscribe());
        calls.forEach((call) => call.unsubscribe());
      }

      const enough$ = new Subject<void>();
      await waves(
        UNSUBSCRIBED,
        () => call$().pipe(takeUntil(enough$)),
        () => enough$.next(),
      );
      expect(enough$.observed).toBeFalse();

      let controller = new AbortController();
      const aborted: unknown[] = [];
      await waves(
        ABORTED,
        () =>
          call$().pipe(
            untilAborted(controller.signal),
            catchError((error: unknown) => of(aborted.push((error as Error).name))),
          ),
        () => {
          controller.abort();
          expect(getEventListeners(controller.signal, 'abort').length).toBe(0);
          controller = new AbortController();
        },
      );
      expect(aborted.length).toBe(ABORTED);

      const codes = new Map<unknown, number>();
      const count = (error: unknown): void => {
        const code = isRpcError(error) ? `${error.code} ${error.origin}` : error;
        codes.set(code, (codes.get(code) ?? 0) + 1);
      };
      for (let made = 0; made < TIMED_OUT; made += ON_ONE_CONNECTION) {
        client = await connect();
        const late$ = range(0, ON_ONE_CONNECTION).pipe(
          mergeMap(() => call$(100).pipe(catchError((error: unknown) => of(count(error)))), WAVE),
        );
        await lastValueFrom(late$);
      }
      expect([...codes]).toEqual([[`${StatusCode.DEADLINE_EXCEEDED} connection`, TIMED_OUT]]);

      answer();
      await firstValueFrom(open$.pipe(filter((open) => open === 0)));
      close();
      expect(await leftOpen(before)).toEqual([]);
      expect(warnings).toEqual([]);
      collectGarbage();
      await new Promise<void>((resolve) => setImmediate(resolve));
      collectGarbage();
      expect(kept.length).toBe(AT_ONCE + UNSUBSCRIBED + ABORTED + TIMED_OUT);
      expect(kept.filter((ref) => ref.deref()).length).toBeLessThan(kept.length / 100);
    }, 60_000);

    it(`are cancelled in their turn, although nothing answers them: ${title}`, async () => {
      const { connect, arrived$, open$ } = await serve(WAVE);
      const client = await connect();
      // Ten more than are cancelled at once.
      const calls = Array.from({ length: 210 }, (_, index) =>
        client.getOperation({ name: `operations/${index}` }).subscribe(),
      );
      await firstValueFrom(arrived$.pipe(filter((arrived) => arrived === calls.length)));
      calls.forEach((call) => call.unsubscribe());
      expect(await firstValueFrom(open$.pipe(filter((open) => open === 0)))).toBe(0);
    });
  }
});
