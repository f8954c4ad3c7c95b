import assert from 'node:assert/strict';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach } from 'node:test';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { concat, concatMap, dematerialize, from, ignoreElements, materialize, of, ReplaySubject, take } from 'rxjs';
import type { DigestTreeMetadata, OperationsServer } from '../../../../src/server/index.js';
import { InMemoryOperations, loadDigester } from '../../../../src/server/index.js';
import { launchBrowser, openPage } from './browser.js';
import { library } from './library.js';
import { serveConsole } from './serve-console.js';

/** A store whose digests stop half-way until they are told to go on, so that one can be watched on any machine. */
class HeldOperations extends InMemoryOperations {
  readonly #goOn$ = new ReplaySubject<void>(1);

  goOn(): void {
    this.#goOn$.next();
  }

  override start: InMemoryOperations['start'] = (work, types, options) => {
    let held = false;
    const held$ = from(work).pipe(
      materialize(),
      concatMap((told) => {
        if (held || told.kind !== 'N' || !isHalfWay(told.value)) return of(told);
        held = true;
        return concat(of(told), this.#goOn$.pipe(take(1), ignoreElements()));
      }),
      dematerialize(),
    );
    return super.start(held$, types, options);
  };
}

function isHalfWay(update: object): boolean {
  const { metadata = {} } = update as { readonly metadata?: Partial<DigestTreeMetadata> };
  const { bytesDone = 0, bytesTotal = 0 } = metadata;
  return bytesDone > 0 && bytesDone >= bytesTotal / 2;
}

/** What there is in the folder that is served: 600 MB that take no room on the disk. */
const FILES = { count: 30, bytes: 20_000_000 };

/** The console of one spec. */
export class ConsoleFixture {
  operations = new HeldOperations();
  #served: OperationsServer | undefined;
  #pages: Awaited<ReturnType<typeof openPage>>[] = [];

  constructor(
    readonly browser: Browser,
    private readonly root: string,
  ) {}

  /** Opens a page of the console. */
  async open(path = '/', options?: BrowserContextOptions): Promise<Page> {
    assert(this.#served, 'the server is stopped');
    const watched = await openPage(this.browser, this.#served.url + path, options);
    this.#pages.push(watched);
    return watched.page;
  }

  /** Starts the server, at the port where it was before. */
  async serve(): Promise<void> {
    const services = [library, await loadDigester({ operations: this.operations, root: this.root })];
    this.#served = await serveConsole({ operations: this.operations, services, port: this.#served?.port ?? 0 });
  }

  /** Stops the server; what it knows is kept. */
  async stop(): Promise<void> {
    await this.#served?.close();
  }

  /** Closes everything, and fails if a page did what it should not. */
  async close(): Promise<void> {
    const pages = this.#pages.splice(0);
    for (const { page } of pages) await page.context().close();
    await this.stop();
    this.operations.close();
    assert.deepEqual(
      pages.flatMap(({ faults }) => faults),
      [],
    );
  }
}

/** A console for each spec of the `describe` that it is called in. */
export function useConsole(): () => ConsoleFixture {
  let browser: Browser;
  let root: string;
  let fixture: ConsoleFixture;
  before(async () => {
    browser = await launchBrowser();
    root = await makeFolder();
  });
  beforeEach(async () => {
    fixture = new ConsoleFixture(browser, root);
    await fixture.serve();
  });
  afterEach(() => fixture.close());
  after(async () => {
    await browser.close();
    await rm(root, { recursive: true });
  });
  return () => fixture;
}

/** A folder with something to digest. */
export async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'console-'));
  for (let index = 0; index < FILES.count; index++) {
    const file = await open(join(folder, `${index}.bin`), 'w');
    await file.truncate(FILES.bytes);
    await file.close();
  }
  return folder;
}
