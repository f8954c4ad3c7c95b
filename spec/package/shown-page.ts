import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { findBrowser } from '../../scripts/find-browser.js';
import { run } from '../support/run.js';
import { emptyFolder } from './consumer.js';

/** What a browser shows of a page with one script and one element, from a server that answers `json` under /api. */
export async function shownPage(element: string, script: string, json: object): Promise<string> {
  const answers: Readonly<Record<string, readonly [type: string, body: string]>> = {
    '/': ['text/html', `<!doctype html><${element}></${element}><script type="module" src="/main.js"></script>`],
    '/main.js': ['text/javascript', await readFile(script, 'utf8')],
  };
  const server = createServer(({ url = '' }, response) => {
    const [type, body] = answers[url] ?? ['application/json', JSON.stringify(json)];
    response.writeHead(answers[url] || url.startsWith('/api/') ? 200 : 404, { 'content-type': type }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    return await run(browser(), [...FLAGS, `--user-data-dir=${await emptyFolder()}`, `http://127.0.0.1:${port}/`], '.');
  } finally {
    server.close();
  }
}

/** It prints the page after some seconds, of which it waits for the network alone. */
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--virtual-time-budget=10000',
  '--dump-dom',
];

/** The browser of the browser specs, which have installed it where there was none. */
function browser(): string {
  const { env, platform } = process;
  return findBrowser({ env, platform, isRoot: false, osRelease: '', run: () => undefined }) ?? 'chrome';
}
