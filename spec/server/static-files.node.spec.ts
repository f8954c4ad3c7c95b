import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import type { IncomingMessage, Server } from 'node:http';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { staticFiles } from '../../src/server/http/static-files.js';
import { grpcFixture } from '../support/grpc-fixture.js';
import { startSwapping } from '../support/swapper.js';
import { asNobody } from './as-nobody.js';

describe('staticFiles', () => {
  let base: string;
  let server: Server;

  beforeEach(async () => {
    base = await mkdtemp(join(tmpdir(), 'static-files-'));
    const folder = join(base, 'site');
    await mkdir(join(folder, 'icons'), { recursive: true });
    await writeFile(join(folder, 'index.html'), '<title>page</title>');
    await writeFile(join(folder, 'main-XLWT2DOY.js'), 'run()');
    await writeFile(join(folder, 'icons', 'a b.svg'), '<svg/>');
    await writeFile(join(folder, 'data.bin'), 'bytes');
    await writeFile(join(base, 'secret.txt'), 'secret');
    await writeFile(`${folder}-beside.txt`, 'secret');
    await symlink(join(base, 'secret.txt'), join(folder, 'link.txt'));
    const answer = staticFiles(folder);
    server = createServer((incoming, response) => {
      void answer(incoming, response).then((isAnswered) => isAnswered || response.writeHead(404).end('not here'));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });

  afterEach(async () => {
    server.close();
    server.closeAllConnections();
    await rm(base, { recursive: true });
  });

  // After that, so that it closes before.
  const fixture = grpcFixture();

  /** Not by `fetch`, which would resolve `..` itself. */
  async function open(path: string, { method = 'GET', accept = '*/*' } = {}): Promise<IncomingMessage> {
    const { port } = server.address() as AddressInfo;
    const sent = request({ host: '127.0.0.1', port, path, method, headers: { accept } }).end();
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    return response;
  }

  async function ask(path: string, options?: Parameters<typeof open>[1]) {
    const response = await open(path, options);
    return { status: response.statusCode, headers: response.headers, body: await text(response) };
  }

  it('serves a file with its type, and lets one that is named after its content be kept', async () => {
    const script = await ask('/main-XLWT2DOY.js?x=1');
    expect(script.body).toBe('run()');
    expect(script.headers['content-type']).toBe('text/javascript; charset=utf-8');
    expect(script.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(script.headers['x-content-type-options']).toBe('nosniff');
    expect((await ask('/icons/a%20b.svg')).headers['cache-control']).toBe('no-cache');
  });

  it('serves the page at the paths of pages, to browsers that ask for one', async () => {
    for (const path of ['/', '/operations/123', '/?status=running']) {
      const page = await ask(path, { accept: 'text/html,*/*' });
      expect(page.body).toBe('<title>page</title>');
      expect(page.headers['cache-control']).toBe('no-cache');
      expect(page.headers['content-security-policy']).toContain("default-src 'none'; script-src 'self'");
    }
    expect((await ask('/operations/123')).status).toBe(404);
    expect((await ask('/main.js', { accept: 'text/html' })).status).toBe(404);
  });

  it('answers HEAD with the headers alone, and no other method', async () => {
    const { status, headers, body } = await ask('/main-XLWT2DOY.js', { method: 'HEAD' });
    expect([status, headers['content-type'], body]).toEqual([200, 'text/javascript; charset=utf-8', '']);
    expect((await ask('/main-XLWT2DOY.js', { method: 'POST' })).status).toBe(404);
  });

  it('has no answer to a file that it may not read, so that others can be given', async () => {
    await chmod(base, 0o755);
    await chmod(join(base, 'site', 'main-XLWT2DOY.js'), 0o000);
    const { status, body } = await asNobody(() => ask('/main-XLWT2DOY.js'));
    expect([status, body]).toEqual([404, 'not here']);
  });

  it('ends where a file ends that becomes shorter meanwhile', async () => {
    const path = join(base, 'site', 'large.txt');
    await writeFile(path, '');
    // More than the system holds between the two ends of a connection.
    await truncate(path, 2 ** 26);
    const response = await open('/large.txt');
    await truncate(path, 0);
    expect((await text(response)).length).toBeLessThan(2 ** 26);
    expect(response.complete).toBeTrue();
  });

  it('reads nothing outside the folder, nor what it knows no type of', async () => {
    const outside = ['/../secret.txt', '/%2e%2e/secret.txt', '/..%2fsecret.txt', '/../site-beside.txt', '/link.txt'];
    for (const path of [...outside, '/%00', '/%', '/icons', '/data.bin']) {
      const { status, body } = await ask(path);
      expect([path, status, body]).toEqual([path, 404, 'not here']);
    }
  });

  it('sends nothing from outside while a folder of it is swapped for a link', async () => {
    const outside = join(base, 'outside');
    await mkdir(outside);
    await writeFile(join(outside, 'a b.svg'), '<svg>outside</svg>');
    const path = join(base, 'site', 'icons');
    await startSwapping(fixture, { path, aside: join(base, 'aside'), target: outside });
    const answers = new Map<string, number>();
    for (let i = 0; i < 500; i += 1) {
      const { status = 0, body } = await ask('/icons/a%20b.svg');
      const answer = `${status} ${body}`;
      answers.set(answer, (answers.get(answer) ?? 0) + 1);
    }
    expect([...answers.keys()].sort()).toEqual(['200 <svg/>', '404 not here']);
  });
});
