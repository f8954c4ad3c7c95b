/** Serves specs in a browser, which can run no server: each request opens, stops or starts one. Karma starts it. */
import { chmod, mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OperationsServer } from '../../src/server/index.js';
import { InMemoryOperations, loadDigester, serveOperations } from '../../src/server/index.js';

/** A store with the digester over it, at an address that stays the same when its server is stopped and started. */
class RestartableServer {
  private server: OperationsServer | undefined;
  private readonly operations = new InMemoryOperations();

  constructor(
    private readonly root: string,
    private readonly origin: string,
  ) {}

  async start(): Promise<string> {
    const { operations, root } = this;
    const services = [await loadDigester({ operations, root, maxFiles: 10 })];
    this.server = await serveOperations({
      operations,
      services,
      port: this.server?.port,
      cors: { origins: [this.origin] },
    });
    return this.server.url;
  }

  async stop(): Promise<void> {
    await this.server?.close();
  }

  async close(): Promise<void> {
    this.operations.close();
    await this.stop();
  }
}

const servers = new Map<string, RestartableServer>();

/** A root with a folder that is digested at once, one that takes a second or more, and one that has too many files. */
async function makeRoot(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'longrunning-browser-'));
  await chmod(root, 0o755);
  for (const folder of ['small', 'large', 'crowded']) await mkdir(join(root, folder));
  await writeFile(join(root, 'small', 'a.txt'), 'a');
  // Takes no room on the disk.
  await writeFile(join(root, 'large', 'zeros'), '');
  await truncate(join(root, 'large', 'zeros'), 1024 ** 3);
  for (let file = 0; file <= 10; file++) await writeFile(join(root, 'crowded', String(file)), '');
  return root;
}

async function answer(request: IncomingMessage, root: string): Promise<object> {
  const [, action = '', id = ''] = (request.url ?? '').split('/');
  const server = servers.get(id);
  if (action === 'open') {
    const opened = new RestartableServer(root, request.headers.origin ?? '');
    const name = String(servers.size);
    servers.set(name, opened);
    return { id: name, url: await opened.start() };
  }
  if (action === 'stop') await server?.stop();
  if (action === 'start') await server?.start();
  if (action === 'close') await server?.close();
  return {};
}

/** Starts to listen; `close` closes whatever was opened, too. */
export async function serveBrowserSpecs(): Promise<{ readonly url: string; close(): Promise<void> }> {
  const root = await makeRoot();
  const control = createServer((request: IncomingMessage, response: ServerResponse) => {
    response.setHeader('access-control-allow-origin', '*');
    answer(request, root).then(
      (json) => response.end(JSON.stringify(json)),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>((resolve) => {
    control.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(control.address() as AddressInfo).port}`,
    close: async () => {
      control.closeAllConnections();
      control.close();
      await Promise.all([...servers.values()].map((server) => server.close()));
      await rm(root, { recursive: true });
    },
  };
}
