import { grpcFixture } from '../support/grpc-fixture.js';
import { LinePeer } from './line-peer.js';
import type { OurServer } from './our-server.js';
import { serveOurs } from './our-server.js';
import { peers } from './peers.js';

/** What the Go program answers. */
interface Answer {
  readonly operation?: { readonly name?: string; readonly done?: boolean; readonly error?: object };
  readonly names?: readonly string[];
  readonly response?: object;
  readonly metadata?: object;
  readonly done: boolean;
  readonly error?: { readonly code: string; readonly message: string; readonly details?: readonly string[] };
}

const RESPONSE = { sha256: 'abc', files: 3, bytes: `${2n ** 40n}` };
const METADATA = { filesDone: 7, bytesDone: `${2n ** 40n}` };
const DETAILS = ['google.rpc.ErrorInfo', 'google.rpc.RetryInfo'].map((type) => `type.googleapis.com/${type}`);

if (peers.go) {
  describe('cloud.google.com/go/longrunning, at our server', () => {
    const fixture = grpcFixture();
    let go: LinePeer;
    let ours: OurServer;

    beforeAll(() => {
      go = new LinePeer(peers.go?.binary ?? '', ['client']);
    });
    afterAll(() => go.close());
    beforeEach(async () => {
      ours = await serveOurs(fixture);
    });

    const ask = (command: { readonly do: string; readonly target: string; readonly [key: string]: unknown }) =>
      go.ask<Answer>(command);

    it('waits for a digest that it started', async () => {
      const target = ours.target;
      const { operation } = await ask({ do: 'start', target, name: 'rest' });
      const { response, metadata, done } = await ask({ do: 'waitWithInterval', target, name: operation?.name });
      expect(done).toBeTrue();
      expect(response).toEqual(jasmine.objectContaining({ sha256: jasmine.stringMatching(/^[0-9a-f]{64}$/) }));
      expect(metadata).toEqual(jasmine.objectContaining({ currentPath: jasmine.any(String) }));
    });

    it('reads words of other scripts', async () => {
      const { error } = await ask({ do: 'start', target: ours.target, name: 'größer als 日本 😀' });
      expect(error?.message).toContain('größer als 日本 😀');
    });

    it('is told why a digest is refused', async () => {
      const { error } = await ask({ do: 'start', target: ours.target, name: '..' });
      expect(error?.code).toBe('InvalidArgument');
      expect(error?.details?.length).toBe(2);
    });

    for (const [title, target] of [
      ['gRPC', () => ours.target],
      ['REST', () => ours.url],
    ] as const) {
      describe(`over ${title},`, () => {
        for (const how of ['poll', 'wait', 'waitWithInterval']) {
          it(`has the response and the metadata: ${how}`, async () => {
            const { name } = ours.start('succeeds');
            expect(await ask({ do: how, target: target(), name })).toEqual({
              done: true,
              response: RESPONSE,
              metadata: METADATA,
            });
          });

          it(`has the error and its details: ${how}`, async () => {
            const { name } = ours.start('fails');
            const { done, error, metadata } = await ask({ do: how, target: target(), name });
            expect(done).toBeTrue();
            expect(metadata).toEqual(METADATA);
            expect(error?.code).toBe('FailedPrecondition');
            expect(error?.message).toContain('the disk is full');
            expect(error?.details).toEqual(DETAILS);
          });
        }

        it('polls until the end', async () => {
          const { name } = ours.start('runs');
          const { done, metadata, response } = await ask({ do: 'poll', target: target(), name });
          expect(done).toBeFalse();
          expect(metadata).toEqual(METADATA);
          expect(response).toBeUndefined();
          ours.end$.next();
          expect((await ask({ do: 'waitWithInterval', target: target(), name })).response).toEqual(RESPONSE);
        });

        it('cancels', async () => {
          for (const how of ['cancel', 'cancelOperation']) {
            const { name } = ours.start('runs');
            expect((await ask({ do: how, target: target(), name })).error).toBeUndefined();
            const { done, error } = await ask({ do: 'waitWithInterval', target: target(), name });
            expect(done).toBeTrue();
            expect(error?.code).toBe('Canceled');
          }
        });

        it('deletes', async () => {
          for (const how of ['delete', 'deleteOperation']) {
            const { name } = ours.start('succeeds');
            expect((await ask({ do: how, target: target(), name })).error).toBeUndefined();
            expect((await ask({ do: 'get', target: target(), name })).error?.code).toBe('NotFound');
          }
        });

        it('gets', async () => {
          const { name } = ours.start('succeeds');
          expect((await ask({ do: 'get', target: target(), name })).operation).toEqual({
            name,
            done: true,
            metadata: { '@type': 'type.googleapis.com/rxjs_longrunning.digest.v1.DigestTreeMetadata', ...METADATA },
            response: { '@type': 'type.googleapis.com/rxjs_longrunning.digest.v1.DigestTreeResponse', ...RESPONSE },
          } as Answer['operation']);
        });

        it('lists, page by page and filtered', async () => {
          const started = (['succeeds', 'runs', 'fails', 'succeeds', 'runs'] as const).map((kind) => ours.start(kind));
          const list = { do: 'list', target: target(), name: 'operations', pageSize: 2 };
          expect((await ask(list)).names?.toSorted()).toEqual(started.map(({ name }) => name).sort());
          const running = started.filter(({ done }) => !done).map(({ name }) => name);
          expect((await ask({ ...list, filter: 'done=false' })).names?.toSorted()).toEqual(running.sort());
        });

        it('is refused what is not there', async () => {
          const { error } = await ask({ do: 'poll', target: target(), name: 'operations/none' });
          expect(error?.code).toBe('NotFound');
        });
      });
    }

    it('has a detail that nobody knows, packed', async () => {
      const { name } = ours.start('fails oddly');
      const { error } = await ask({ do: 'poll', target: ours.target, name });
      expect(error?.details).toEqual([...DETAILS, 'type.googleapis.com/acme.v1.Unknown']);
    });

    it('refuses JSON with a detail that nobody knows, as protojson does', async () => {
      const { name } = ours.start('fails oddly');
      const { error } = await ask({ do: 'get', target: ours.url, name });
      expect(error?.message).toContain('unable to resolve "type.googleapis.com/acme.v1.Unknown"');
    });

    it('waits in the server', async () => {
      const wait = { do: 'waitOperation', target: ours.target, name: ours.start('runs').name };
      expect((await ask({ ...wait, timeout: 20 })).done).toBeFalse();
      const end = ask({ ...wait, timeout: 20_000 });
      ours.end$.next();
      expect((await end).done).toBeTrue();
    });
  });
}
