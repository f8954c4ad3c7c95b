import { createConnectTransport } from '@connectrpc/connect-node';
import type { ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getEventListeners } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Observable } from 'rxjs';
import {
  catchError,
  defer,
  filter,
  firstValueFrom,
  lastValueFrom,
  mergeMap,
  of,
  range,
  startWith,
  Subject,
} from 'rxjs';
import { defaultIfEmpty, finalize, take, takeUntil, timer } from 'rxjs';
import { untilAborted } from '../../src/core/polling/until-aborted.js';
import { connectOperationsClient } from '../../src/connect/index.js';
import type { OperationMessage, OperationsClient } from '../../src/index.js';
import { restOperationsClient } from '../../src/rest/index.js';
import { leftOpen, openHandles } from '../storm/open-handles.js';
import { grpcFixture } from '../support/grpc-fixture.js';
import { serveRaw } from '../support/grpc-raw-server.js';

/** How many calls are given up over each transport, and how many of them are in flight at once. */
const MANY = 1_200;
const AT_ONCE = 200;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** A server that answers nothing, and knows which calls have not ended. */
interface SilentServer {
  readonly client: OperationsClient;
  /** Emits when a call has ended. */
  readonly changed$: Subject<void>;
  /** Emits the name that a call asks for, when it has arrived. */
  readonly arrived$: Subject<string>;
  readonly arrived: () => number;
  readonly open: () => number;
  /** Closes the connections that wait for another call. */
  readonly close: () => void;
}

describe('Thousands of calls that are given up over sockets', () => {
  const fixture = grpcFixture();

  async function serveHttp(clientOf: (baseUrl: string) => OperationsClient): Promise<SilentServer> {
    const changed$ = new Subject<void>();
    const arrived$ = new Subject<string>();
    const open = new Set<ServerResponse>();
    let arrived = 0;
    const server = createServer((request, response) => {
      arrived++;
      open.add(response);
      response.on('close', () => {
        open.delete(response);
        changed$.next();
      });
      let body = '';
      request.on('data', (chunk) => (body += String(chunk)));
      request.on('end', () => arrived$.next(/operations[/]\d+/.exec(`${request.url}${body}`)?.[0] ?? ''));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    fixture.closeLater(() => {
      server.closeAllConnections();
      server.close();
    });
    const client = clientOf(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    return {
      client,
      changed$,
      arrived$,
      arrived: () => arrived,
      open: () => open.size,
      close: () => server.closeAllConnections(),
    };
  }

  async function serveGrpc(): Promise<SilentServer> {
    const changed$ = new Subject<void>();
    const arrived$ = new Subject<string>();
    let open = 0;
    const server = await serveRaw(fixture, ({ call, request }) => {
      open++;
      call.on('cancelled', () => {
        open--;
        changed$.next();
      });
      arrived$.next(String(request['name']));
    });
    const client = await fixture.connect(server.target);
    return {
      client,
      changed$,
      arrived$,
      arrived: () => server.calls.length,
      open: () => open,
      close: () => client.close(),
    };
  }

  const transports: Readonly<Record<string, () => Promise<SilentServer>>> = {
    gRPC: serveGrpc,
    REST: () => serveHttp((baseUrl) => restOperationsClient({ baseUrl })),
    Connect: () =>
      serveHttp((baseUrl) => connectOperationsClient(createConnectTransport({ baseUrl, httpVersion: '1.1' }))),
  };

  for (const [title, serve] of Object.entries(transports)) {
    it(`leave no stream, timer, listener or memory behind: ${title}`, async () => {
      const { client, changed$, arrived$, arrived, open, close } = await serve();
      const before = openHandles();
      const kept: WeakRef<object>[] = [];

      const call$ = (index: number, timeout?: number): Observable<OperationMessage | undefined> =>
        defer(() => {
          const mark = { index };
          kept.push(new WeakRef(mark));
          // Whoever keeps the call keeps what hears it.
          return client.getOperation({ name: `operations/${index}` }, { timeout }).pipe(
            catchError(() => of(undefined)),
            filter(() => mark.index >= 0),
          );
        });
      const controllers: AbortController[] = [];
      const inFlight$ = (index: number) => arrived$.pipe(filter((name) => name === `operations/${index}`));
      /** Given up at once, in flight, by a signal, and by a timeout. */
      const ways: readonly ((index: number) => Observable<unknown>)[] = [
        (index) => call$(index).pipe(takeUntil(timer(0))),
        (index) => call$(index).pipe(takeUntil(inFlight$(index))),
        (index) => {
          const controller = new AbortController();
          controllers.push(controller);
          const aborting = inFlight$(index).subscribe(() => controller.abort());
          return call$(index).pipe(
            untilAborted(controller.signal),
            catchError(() => of(undefined)),
            finalize(() => aborting.unsubscribe()),
          );
        },
        (index) => call$(index, 100),
      ];
      await lastValueFrom(
        range(0, MANY).pipe(
          mergeMap((index) => ways[index % ways.length]!(index), AT_ONCE),
          defaultIfEmpty(undefined),
        ),
      );
      expect(arrived()).toBeGreaterThanOrEqual(MANY / 2);
      for (const { signal } of controllers) expect(getEventListeners(signal, 'abort').length).toBe(0);

      // Over gRPC, cancels wait their turn; with the connection, all of them go.
      if (title === 'gRPC') close();
      await firstValueFrom(
        changed$.pipe(
          startWith(undefined),
          filter(() => open() === 0),
          take(1),
        ),
      );
      expect(open()).toBe(0);
      close();
      expect(await leftOpen(before)).toEqual([]);
      collectGarbage();
      await new Promise<void>((resolve) => setImmediate(resolve));
      collectGarbage();
      expect(kept.length).toBe(MANY);
      expect(kept.filter((ref) => ref.deref()).length).toBeLessThan(MANY / 20);
    }, 60_000);
  }
});
