// Takes the pictures of docs/images. The time of the pages is driven, so that minutes of polling take seconds.
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { Subject } from 'rxjs';
import { InMemoryOperations } from '../../../src/server/index.js';
import { launchBrowser } from './support/browser.js';
import { library, start, startFailed, startRunning, startSucceeded } from './support/library.js';
import { serveConsole } from './support/serve-console.js';

type Scheme = 'light' | 'dark';

const IMAGES = new URL('../../../docs/images/', import.meta.url);
const browser = await launchBrowser();
for (const scheme of ['light', 'dark'] as const) {
  await takeList(scheme);
  await takeOperation(scheme);
}
await browser.close();

async function newPage(colorScheme: Scheme, height: number): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1280, height }, colorScheme, locale: 'en-GB' });
  await page.clock.install({ time: new Date('2026-05-04T14:02:11') });
  // The delays are drawn alike each time, so that light, dark, and what is written about them agree.
  await page.addInitScript(() => {
    let seed = 7;
    Math.random = () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
  });
  return page;
}

/** Lets so many seconds pass, and the calls of each be answered. */
async function pass(page: Page, seconds: number, each: (second: number) => void = () => undefined): Promise<void> {
  for (let second = 0; second < seconds; second++) {
    each(second);
    await page.clock.runFor(1_000);
    await page.evaluate(() => fetch('/favicon.svg').catch(() => undefined));
  }
}

async function shoot(page: Page, name: string, scheme: Scheme): Promise<void> {
  await page.addStyleTag({ content: '* { animation: none !important; transition: none !important }' });
  const path = fileURLToPath(new URL(`console-${name}${scheme === 'dark' ? '-dark' : ''}.png`, IMAGES));
  await page.screenshot({ path });
}

async function takeList(scheme: Scheme): Promise<void> {
  const operations = new InMemoryOperations();
  const served = await serveConsole({ operations, services: [library] });
  const page = await newPage(scheme, 760);
  await page.goto(served.url);
  await pass(page, 3);
  startRunning(operations, 'ExportCatalogue', { bucket: 'catalogues' });
  for (let shelf = 1; shelf <= 12; shelf++) {
    const metadata = { shelf: `shelves/${shelf}`, booksDone: 173 * shelf, booksTotal: 2_400 };
    if (shelf === 4 || shelf === 9) startFailed(operations, 'ImportBooks');
    else if (shelf % 3 === 0) startRunning(operations, 'RebuildIndex', { progressPercent: 7 * shelf + 11 });
    else if (shelf % 5 === 2) startRunning(operations, 'ImportBooks', metadata);
    else startSucceeded(operations, 'ImportBooks', { ...metadata, booksDone: 2_400 });
    await pass(page, 4 + ((shelf * 7) % 11));
  }
  const name = startRunning(operations, 'MergeShelves', { progressPercent: 18 });
  await pass(page, 6);
  operations.cancelOperation({ name }).subscribe();
  startRunning(operations, 'ImportBooks', { shelf: 'shelves/13', booksDone: 310, booksTotal: 2_400 });
  await pass(page, 8);
  await shoot(page, 'list', scheme);
  await page.close();
  await served.close();
  operations.close();
}

async function takeOperation(scheme: Scheme): Promise<void> {
  const operations = new InMemoryOperations();
  const options = { operations, services: [library] };
  let served = await serveConsole(options);
  const page = await newPage(scheme, 808);
  const work$ = new Subject<{ metadata: object }>();
  const name = start(operations, 'ImportBooks', work$);
  let books = 0;
  // Now and then a shelf takes longer than the others.
  const work = (second: number): void => {
    books += 3 + 2 * Math.sin(second / 25);
    work$.next({ metadata: { shelf: 'shelves/7', booksDone: Math.round(books), booksTotal: 2_400 } });
  };
  work(0);
  await page.goto(`${served.url}/${name}`);
  await pass(page, 200, work);
  await served.close();
  await pass(page, 100, work);
  served = await serveConsole({ ...options, port: served.port });
  await pass(page, 180, work);
  await shoot(page, 'operation', scheme);
  await page.close();
  await served.close();
  operations.close();
}
