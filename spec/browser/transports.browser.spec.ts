import { createConnectTransport, createGrpcWebTransport } from '@connectrpc/connect-web';
import { firstValueFrom, lastValueFrom, Subject, tap, toArray } from 'rxjs';
import { connectOperationsClient } from '../../src/connect/index.js';
import type { OperationsClient, OperationState } from '../../src/index.js';
import { cancel$, fixedInterval, pageHidden$, pollOperation$, StatusCode, waitOperation$ } from '../../src/index.js';
import { restOperationsClient } from '../../src/rest/index.js';
import type { BrowserServer } from '../support/browser-server.js';
import { openBrowserServer } from '../support/browser-server.js';

const transports: Readonly<Record<string, (baseUrl: string) => OperationsClient>> = {
  REST: (baseUrl) => restOperationsClient({ baseUrl }),
  'Connect, JSON': (baseUrl) => connectOperationsClient(createConnectTransport({ baseUrl })),
  'Connect, binary': (baseUrl) => connectOperationsClient(createConnectTransport({ baseUrl, useBinaryFormat: true })),
  'gRPC-Web': (baseUrl) => connectOperationsClient(createGrpcWebTransport({ baseUrl })),
};

const schedule = fixedInterval(50);

/** Says that the page is hidden, or not; `undefined` leaves it to the browser again. */
function setVisibility(state: 'hidden' | 'visible' | undefined): void {
  if (state) Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
  else Reflect.deleteProperty(document, 'visibilityState');
  document.dispatchEvent(new Event('visibilitychange'));
}

for (const [transport, clientOf] of Object.entries(transports)) {
  describe(`in a browser, over ${transport}`, () => {
    let server: BrowserServer;
    let client: OperationsClient;

    beforeEach(async () => {
      server = await openBrowserServer();
      client = clientOf(server.url);
    });

    afterEach(() => server.close());

    it('a digest is polled to its end', async () => {
      const state = await lastValueFrom(pollOperation$(client, await server.digest('small'), { schedule }));

      expect(state.status).toBe('succeeded');
      expect(state.metadata?.typeUrl).toBe('type.googleapis.com/rxjs_longrunning.digest.v1.DigestTreeMetadata');
    }, 20_000);

    it('one that is cancelled is seen to be', async () => {
      const name = await server.digest('large');
      const states$ = pollOperation$(client, name, { schedule });
      expect((await firstValueFrom(states$)).status).toBe('running');

      await lastValueFrom(cancel$(client, name), { defaultValue: undefined });

      expect((await lastValueFrom(states$)).status).toBe('cancelled');
    }, 20_000);

    it('one that fails is seen to, and why', async () => {
      const state = await lastValueFrom(pollOperation$(client, await server.digest('crowded'), { schedule }));

      expect(state.status).toBe('failed');
      expect(state.status === 'failed' && state.error.message).toContain('RESOURCE_EXHAUSTED');
    }, 20_000);

    it('a server that is lost is found again', async () => {
      const states: OperationState[] = [];
      const lost$ = new Subject<void>();
      const polled = lastValueFrom(
        pollOperation$(client, await server.digest('large'), { schedule }).pipe(
          tap((state) => {
            states.push(state);
            if (state.poll.failures > 0) lost$.complete();
          }),
        ),
      );
      await server.stop();
      await lastValueFrom(lost$, { defaultValue: undefined });
      await server.start();

      expect((await polled).status).toBe('succeeded');
      expect(states.flatMap(({ poll }) => poll.lastError?.code ?? [])).toContain(StatusCode.UNAVAILABLE);
    }, 60_000);

    it('a hidden page does not poll, and polls at once when it is shown', async () => {
      const name = await server.digest('large');
      const calls = spyOn(client, 'getOperation').and.callThrough().calls;
      const states$ = pollOperation$(client, name, { schedule, pauseWhile: pageHidden$() });
      try {
        const polled = lastValueFrom(
          states$.pipe(
            tap(() => setVisibility('hidden')),
            toArray(),
          ),
        );
        await lastValueFrom(waitOperation$(client, name, { timeout: 60_000 }));
        expect(calls.count()).toBe(1);

        setVisibility('visible');

        expect((await polled).map(({ status }) => status)).toEqual(['running', 'succeeded']);
        expect(calls.count()).toBe(2);
      } finally {
        setVisibility(undefined);
      }
    }, 60_000);
  });
}
