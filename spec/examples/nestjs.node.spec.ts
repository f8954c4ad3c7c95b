import type { INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { build } from 'esbuild';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { concat, defer, EMPTY, finalize, firstValueFrom, NEVER, of, Subject, throwError } from 'rxjs';
import type { OperationMessage, OperationsClient } from '../../src/index.js';
import { RpcError, StatusCode } from '../../src/index.js';
import type { InMemoryOperations } from '../../src/server/index.js';
import { loadDigester } from '../../src/server/index.js';
import { grpcFixture } from '../support/grpc-fixture.js';
import { types } from '../support/messages.js';
import { denied } from '../support/rpc-errors.js';

type Module = typeof import('../../examples/nestjs/digests.module.js');

interface ServerSentEvent {
  readonly type: string | undefined;
  readonly data: unknown;
}

/** The events of a stream up to its end, or up to where they are not asked for any more, which closes the connection. */
async function* eventsOf(url: string): AsyncGenerator<ServerSentEvent, undefined> {
  const { status, headers, body } = await fetch(url);
  expect([status, headers.get('content-type')]).toEqual([200, 'text/event-stream']);
  const decoder = new TextDecoder();
  let unread = '';
  // As Node has it, and the types of browsers do not.
  for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
    const blocks = (unread + decoder.decode(chunk, { stream: true })).split('\n\n');
    unread = blocks.pop()!;
    for (const block of blocks) {
      const type = /^event: (.*)$/m.exec(block)?.[1];
      yield { type, data: JSON.parse(/^data: (.*)$/m.exec(block)?.[1] ?? 'null') };
    }
  }
  expect(unread).toBe('');
}

/** All events of a stream that ends. */
async function allEventsOf(url: string): Promise<ServerSentEvent[]> {
  const events: ServerSentEvent[] = [];
  for await (const event of eventsOf(url)) events.push(event);
  return events;
}

async function post(url: string, body: object): Promise<{ status: number; answer: Record<string, string> }> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${url}/digests`, { method: 'POST', headers, body: JSON.stringify(body) });
  return { status: response.status, answer: (await response.json()) as Record<string, string> };
}

describe('the NestJS application of examples/', () => {
  const fixture = grpcFixture();
  let bundle: string;
  let data: string;
  let DigestsModule: Module['DigestsModule'];

  beforeAll(async () => {
    // In the project's folder, so that 'rxjs-longrunning' is what was built here.
    bundle = await mkdtemp('.examples-');
    const outfile = resolve(bundle, 'digests.module.js');
    await build({
      entryPoints: ['examples/nestjs/digests.module.ts'],
      tsconfig: 'examples/nestjs/tsconfig.json',
      bundle: true,
      packages: 'external',
      format: 'esm',
      outfile,
    });
    ({ DigestsModule } = (await import(pathToFileURL(outfile).href)) as Module);
  });

  afterAll(() => rm(bundle, { recursive: true }));

  beforeEach(async () => {
    data = await mkdtemp(join(tmpdir(), 'longrunning-spec-'));
  });

  afterEach(() => rm(data, { recursive: true }));

  /** The application in this process, over a server of its own. */
  const open = async (operations: InMemoryOperations): Promise<{ url: string; app: INestApplication }> => {
    const { target } = await fixture.serve({ operations, services: [await loadDigester({ operations, root: data })] });
    const options = { logger: false, abortOnError: false, forceCloseConnections: true } as const;
    const app = await NestFactory.create(DigestsModule.forTarget(target), options);
    fixture.closeLater(() => app.close());
    await app.listen(0, '127.0.0.1');
    return { url: await app.getUrl(), app };
  };

  const eventsUrl = (url: string, { name }: { readonly name: string }): string =>
    `${url}/digests/${name.replace('operations/', '')}/events`;

  it('runs as its header says: starts a digest, tells its states up to the digest, and ends with open streams', async () => {
    await writeFile(join(data, 'small'), 'small');
    // As the `tsx` of the header does, without a process between.
    const args = ['--import', import.meta.resolve('tsx'), resolve('examples/nestjs/main.ts')];
    const env = { ...process.env, TSX_TSCONFIG_PATH: resolve('examples/nestjs/tsconfig.json'), PORT: '0' };
    const app = spawn(process.execPath, args, { cwd: data, env });
    const errors: string[] = [];
    app.stderr.on('data', (chunk: Buffer) => errors.push(chunk.toString()));
    try {
      let url: string | undefined;
      for await (const line of createInterface(app.stdout)) {
        url = /^POST .* (http:\S+)\/digests$/.exec(line)?.[1];
        if (url !== undefined) break;
      }
      app.stdout.resume();
      expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);

      const { status, answer } = await post(url!, { path: '.' });
      expect(status).toBe(202);
      const events = await allEventsOf(url! + answer['events']!);

      const pipeline = 'cd "$0" && find . -type f -print0 | LC_ALL=C sort -z | xargs -r0 sha256sum -z | sha256sum';
      const sha256 = (await promisify(execFile)('sh', ['-c', pipeline, data])).stdout.slice(0, 64);
      expect(events.slice(0, -1).map(({ type }) => type)).toEqual(Array(events.length - 1).fill('running'));
      expect(events.at(-1)).toEqual({
        type: 'succeeded',
        data: jasmine.objectContaining({ attempt: events.length, response: { sha256, files: 1, bytes: 5 } }),
      });

      // Takes no room on the disk, and seconds to digest.
      await writeFile(join(data, 'large'), '');
      await truncate(join(data, 'large'), 64 * 1024 ** 3);
      const watched = eventsOf(url! + (await post(url!, { path: '.' })).answer['events']!);
      expect((await watched.next()).value?.type).toBe('running');
      const closed = once(app, 'close');
      app.kill('SIGTERM');
      await closed;
      await expectAsync(watched.next().then(() => watched.next())).toBeRejected();
      expect(errors).toEqual([]);
    } finally {
      app.kill('SIGKILL');
    }
  }, 60_000);

  it('two-waiters-one-loop: all that watch an operation share one polling, and see the same end', async () => {
    const operations = fixture.store();
    const getOperation = spyOn(operations, 'getOperation').and.callThrough();
    const end$ = new Subject<never>();
    const { url } = await open(operations);
    const operation = operations.start(concat(end$, throwError(denied)), types);
    const streams = [1, 2, 3].map(() => eventsOf(eventsUrl(url, operation)));
    for (const stream of streams) expect((await stream.next()).value?.type).toBe('running');

    end$.complete();

    const ends = streams.map(async (stream) => {
      const rest: ServerSentEvent[] = [];
      for await (const event of stream) rest.push(event);
      return rest.at(-1);
    });
    const [first, second, third] = await Promise.all(ends);
    expect(first?.type).toBe('failed');
    expect(second).toEqual(first);
    expect(third).toEqual(first);
    const { attempt } = first!.data as { attempt: number };
    expect(getOperation).toHaveBeenCalledTimes(attempt);
  });

  it('unsubscribe-during-call: the last one that leaves ends the polling, and the operation goes on', async () => {
    const operations = fixture.store();
    const asked$ = new Subject<void>();
    const left$ = new Subject<void>();
    const stalled$ = defer(() => {
      asked$.next();
      return NEVER.pipe(finalize(() => left$.next()));
    });
    const polled = jasmine.createSpy('polled');
    const { url } = await open(operations);
    const operation = operations.start(NEVER, types);
    spyOn(operations, 'getOperation').and.callFake(() => {
      polled();
      return polled.calls.count() === 1 ? of(operation) : stalled$;
    });
    const cancelOperation = spyOn(operations, 'cancelOperation').and.callThrough();
    const asked = firstValueFrom(asked$);
    const left = firstValueFrom(left$);
    const streams = [eventsOf(eventsUrl(url, operation)), eventsOf(eventsUrl(url, operation))];
    for (const stream of streams) await stream.next();
    await asked;

    for (const stream of streams) await stream.return(undefined);

    await left;
    expect(polled).toHaveBeenCalledTimes(2);
    expect(cancelOperation).not.toHaveBeenCalled();
    const page = await firstValueFrom(operations.listOperations({ name: 'operations' }));
    expect(page.operations.map(({ done }) => done)).toEqual([false]);
  });

  it('late-subscriber: one who comes after all have left gets the end from the server, and nothing is kept', async () => {
    const operations = fixture.store();
    const getOperation = spyOn(operations, 'getOperation').and.callThrough();
    const { url } = await open(operations);
    const operation = operations.start(throwError(denied), types);

    const first = await allEventsOf(eventsUrl(url, operation));
    const second = await allEventsOf(eventsUrl(url, operation));

    expect(first.map(({ type }) => type)).toEqual(['failed']);
    expect(second).toEqual(first);
    expect(getOperation).toHaveBeenCalledTimes(2);
  });

  it('tells the failure of an operation as an event, with its code and its message', async () => {
    const operations = fixture.store();
    const { url } = await open(operations);
    const full = new RpcError({ code: StatusCode.ABORTED, message: 'disk full' });
    const operation = operations.start(
      throwError(() => full),
      types,
    );

    expect(await allEventsOf(eventsUrl(url, operation))).toEqual([
      { type: 'failed', data: { attempt: 1, failures: 0, error: { code: 'ABORTED', message: 'disk full' } } },
    ]);
  });

  it('tells that an operation is unknown, or lost on the way, as an event that says no more than the code', async () => {
    const operations = fixture.store();
    const { url } = await open(operations);
    const unknown = { name: `operations/${crypto.randomUUID()}` };
    expect(await allEventsOf(eventsUrl(url, unknown))).toEqual([{ type: 'lost', data: { code: 'NOT_FOUND' } }]);

    const operation = operations.start(NEVER, types);
    const answers = [of(operation), throwError(denied)];
    spyOn(operations, 'getOperation').and.callFake(() => answers.shift() ?? EMPTY);
    const events = await allEventsOf(eventsUrl(url, operation));
    expect(events.map(({ type }) => type)).toEqual(['running', 'lost']);
    expect(events.at(-1)?.data).toEqual({ code: 'PERMISSION_DENIED' });
  });

  it('refuses an id that is none, so that no other name reaches the server', async () => {
    const operations = fixture.store();
    const getOperation = spyOn(operations, 'getOperation').and.callThrough();
    const { url } = await open(operations);

    for (const id of ['1', '..%2Fsecrets%2F1', `${crypto.randomUUID()}%00`, `${crypto.randomUUID()}%2F..`]) {
      const { status } = await fetch(`${url}/digests/${id}/events`);
      expect(status).withContext(id).toBe(400);
    }
    expect(getOperation).not.toHaveBeenCalled();
  });

  it('refuses a folder that is none with the status of HTTP, and says no more than the code', async () => {
    const { url } = await open(fixture.store());

    expect(await post(url, { path: '../..' })).toEqual({
      status: 400,
      answer: jasmine.objectContaining({ message: 'INVALID_ARGUMENT' }),
    });
    expect(await post(url, { path: 'missing' })).toEqual({
      status: 404,
      answer: jasmine.objectContaining({ message: 'NOT_FOUND' }),
    });
    expect(await post(url, { path: 5 })).toEqual({
      status: 400,
      answer: jasmine.objectContaining({ message: 'path must be a string' }),
    });
  });

  it('cancels an operation when asked to, and tells those who watch', async () => {
    const operations = fixture.store();
    const { url } = await open(operations);
    const operation: OperationMessage = operations.start(NEVER, types);
    const events = eventsOf(eventsUrl(url, operation));
    expect((await events.next()).value?.type).toBe('running');

    const { status } = await fetch(eventsUrl(url, operation).replace('/events', ''), { method: 'DELETE' });

    expect(status).toBe(202);
    const rest: (string | undefined)[] = [];
    for await (const { type } of events) rest.push(type);
    expect(rest.at(-1)).toBe('cancelled');
    const unknown = await fetch(`${url}/digests/${crypto.randomUUID()}`, { method: 'DELETE' });
    expect(unknown.status).toBe(404);
  });

  it('closes with open streams, and closes its client', async () => {
    const operations = fixture.store();
    const { url, app } = await open(operations);
    const stream = eventsOf(eventsUrl(url, operations.start(NEVER, types)));
    await stream.next();
    const client = Reflect.get(app.get(DigestsModule), 'client') as OperationsClient;

    await app.close();

    await expectAsync(stream.next().then(() => stream.next())).toBeRejected();
    await expectAsync(fetch(url)).toBeRejected();
    const late = firstValueFrom(client.getOperation({ name: 'operations/1' }));
    await expectAsync(late).toBeRejectedWith(jasmine.objectContaining({ code: StatusCode.FAILED_PRECONDITION }));
  });
});
