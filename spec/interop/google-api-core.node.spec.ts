import { grpcFixture } from '../support/grpc-fixture.js';
import { LinePeer } from './line-peer.js';
import type { OurServer } from './our-server.js';
import { serveOurs } from './our-server.js';
import { peers } from './peers.js';

/** What the Python program answers. */
interface Answer {
  readonly operation?: { readonly name?: string; readonly done?: boolean };
  readonly names?: readonly string[];
  readonly response?: object;
  readonly metadata?: object;
  readonly done?: boolean;
  readonly running?: boolean;
  readonly asked?: boolean;
  readonly cancelled?: boolean;
  readonly error?: {
    readonly type: string;
    readonly message: string;
    readonly code?: string;
    readonly reason?: string;
    readonly details?: readonly string[];
  };
}

const RESPONSE = { sha256: 'abc', files: 3, bytes: `${2n ** 40n}` };
const METADATA = { filesDone: 7, bytesDone: `${2n ** 40n}` };

if (peers.python) {
  const { program, args } = peers.python;

  describe('google-api-core of Python, at our server', () => {
    const fixture = grpcFixture();
    let python: LinePeer;
    let ours: OurServer;

    beforeAll(() => {
      python = new LinePeer(program, args);
    });
    afterAll(() => python.close());
    beforeEach(async () => {
      ours = await serveOurs(fixture);
    });

    const ask = (command: { readonly do: string; readonly target: string; readonly [key: string]: unknown }) =>
      python.ask<Answer>(command);

    it('has the result of a digest that it started', async () => {
      const target = ours.target;
      const { operation } = await ask({ do: 'start', target, name: 'rest' });
      const { response, metadata, done } = await ask({ do: 'result', target, name: operation?.name });
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
      expect(error?.message).toContain('the path leads out of the root');
      expect(error?.reason).toBe('LEAVES_ROOT');
      expect(error?.details).toEqual(['google.rpc.ErrorInfo', 'google.rpc.ResourceInfo']);
    });

    it('has a detail that nobody knows, packed, over gRPC; over REST, json_format refuses it', async () => {
      const { name } = ours.start('fails oddly');
      const { error } = await ask({ do: 'exception', target: ours.target, name });
      expect(error?.details).toContain('type.googleapis.com/acme.v1.Unknown');
      const refused = await ask({ do: 'get', target: ours.url, name });
      expect(refused.error?.message).toContain('Can not find message descriptor');
    });

    for (const [title, target] of [
      ['gRPC', () => ours.target],
      ['REST', () => ours.url],
    ] as const) {
      describe(`over ${title},`, () => {
        it('has the result and the metadata', async () => {
          const { name } = ours.start('succeeds');
          expect(await ask({ do: 'result', target: target(), name })).toEqual({
            done: true,
            response: RESPONSE,
            metadata: METADATA,
          });
        });

        it('raises the error, with its details', async () => {
          const { name } = ours.start('fails');
          for (const how of ['result', 'exception']) {
            const { error } = await ask({ do: how, target: target(), name });
            expect(error?.message).toContain('the disk is full');
            expect(error?.code).toBe('FAILED_PRECONDITION');
            expect(error?.details).toEqual([
              'type.googleapis.com/google.rpc.ErrorInfo',
              'type.googleapis.com/google.rpc.RetryInfo',
            ]);
          }
        });

        it('sees that it runs, and the end', async () => {
          const { name } = ours.start('runs');
          const running = await ask({ do: 'running', target: target(), name });
          expect(running).toEqual({ done: false, running: true, metadata: METADATA });
          const end = ask({ do: 'result', target: target(), name });
          ours.end$.next();
          expect((await end).response).toEqual(RESPONSE);
        });

        it('cancels', async () => {
          const { name } = ours.start('runs');
          const { asked, cancelled, error } = await ask({ do: 'cancel', target: target(), name });
          expect(asked).toBeTrue();
          expect(cancelled).toBeTrue();
          expect(error?.message).toContain('cancelled on request');
        });

        it('gets, deletes, and is refused what is not there', async () => {
          const { name } = ours.start('succeeds');
          const { operation } = await ask({ do: 'get', target: target(), name });
          expect(operation).toEqual(jasmine.objectContaining({ name, done: true }));
          expect(await ask({ do: 'delete', target: target(), name })).toEqual({});
          const { error } = await ask({ do: 'get', target: target(), name });
          expect(error?.type).toBe('NotFound');
        });

        it('lists, page by page and filtered', async () => {
          const started = Array.from({ length: 120 }, () => ours.start('runs').name);
          const done = ours.start('fails').name;
          const list = { do: 'list', target: target(), name: 'operations' };
          expect((await ask(list)).names?.toSorted()).toEqual([...started, done].sort());
          expect((await ask({ ...list, filter: 'done=true' })).names).toEqual([done]);
        });
      });
    }
  });
}
