import { spawn } from 'node:child_process';
import { on, once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../support/run.js';
import { consumer, emptyFolder, GRPC_PEERS, packed, SERVER_PEERS } from './consumer.js';

const MINUTES = 60_000;

interface Target {
  readonly types: string;
  readonly default: string;
}

interface Manifest {
  readonly exports: Readonly<Record<string, string | (Target & { readonly node: string; readonly require: Target })>>;
  readonly bin: Readonly<Record<string, string>>;
}

describe('the tarball', () => {
  it(
    'has what is built, the protos and the documents, and nothing else',
    async () => {
      const { files } = await packed();
      const strangers = files.filter(
        (file) =>
          !/^dist[/](src|operators)[/].*[.](d[.]ts|js|js[.]map)$/.test(file) &&
          !/^dist[/]node[/].*[.](js|js[.]map)$/.test(file) &&
          !/^dist[/]cjs[/].*[.](d[.]ts|js|js[.]map)$/.test(file) &&
          !/^dist[/]console[/][^/]+[.](js|css|html|svg|txt)$/.test(file) &&
          !/^protos[/].*[.]proto$/.test(file) &&
          !['package.json', 'dist/cjs/package.json'].includes(file) &&
          !['README.md', 'CHANGELOG.md', 'SECURITY.md', 'LICENSE'].includes(file),
      );

      expect(strangers).toEqual([]);
      expect(files).toContain('README.md');
      expect(files).toContain('CHANGELOG.md');
      expect(files).toContain('SECURITY.md');
      expect(files).toContain('protos/rxjs_longrunning/digest/v1/digester.proto');
      expect(files).toContain('protos/google/longrunning/operations.proto');
      expect(files).toContain('protos/google/rpc/error_details.proto');
      expect(files).toContain('dist/console/3rdpartylicenses.txt');
    },
    5 * MINUTES,
  );

  it(
    'has every file that package.json names',
    async () => {
      const { files } = await packed();
      const { exports, bin } = JSON.parse(await readFile('package.json', 'utf8')) as Manifest;
      const targets = Object.values(exports).flatMap((target) =>
        typeof target === 'string'
          ? []
          : [target.types, target.node, target.default, target.require.types, target.require.default],
      );

      for (const target of [...targets, ...Object.values(bin)]) expect(files).toContain(target.replace(/^[.][/]/, ''));
    },
    5 * MINUTES,
  );

  it(
    'has one class of each error, whichever entry it comes from',
    async () => {
      const folder = await consumer(GRPC_PEERS);
      const program = `
      import { getOperation$, RpcError } from 'rxjs-longrunning';
      import { loadOperationsClient } from 'rxjs-longrunning/grpc';
      const client = await loadOperationsClient({ target: 'localhost:1', insecure: true });
      client.close();
      getOperation$(client, 'operations/1').subscribe({ error: (error) => console.log(error instanceof RpcError) });
    `;

      expect(await run(process.execPath, ['--input-type=module', '--eval', program], folder)).toBe('true\n');
    },
    5 * MINUTES,
  );

  it(
    'works with rxjs alone for who needs no gRPC',
    async () => {
      const folder = await consumer(['rxjs']);
      const program = `
      import { pollOperation$ } from 'rxjs-longrunning';
      import { toResponse } from 'rxjs-longrunning/operators';
      import { InMemoryOperations } from 'rxjs-longrunning/server';
      import { scriptedOperations } from 'rxjs-longrunning/testing';
      import { of, lastValueFrom } from 'rxjs';
      const text = { typeName: 'acme.Text', fromBinary: (b) => new TextDecoder().decode(b), toBinary: (s) => new TextEncoder().encode(s) };
      const client = new InMemoryOperations();
      const message = client.start(of({ response: 'painted' }), { responseType: text });
      console.log(await lastValueFrom(pollOperation$(client, message.name, { responseType: text }).pipe(toResponse())));
      const { status } = await lastValueFrom(pollOperation$(scriptedOperations({ 'operations/1': 's' }), 'operations/1'));
      console.log(status);
    `;

      expect(await run(process.execPath, ['--input-type=module', '--eval', program], folder)).toBe(
        'painted\nsucceeded\n',
      );
    },
    5 * MINUTES,
  );

  it(
    'says what to install where a peer is missing',
    async () => {
      const folder = await consumer(['rxjs']);
      const program = `
      import { loadOperationsClient } from 'rxjs-longrunning/grpc';
      await loadOperationsClient({ target: 'localhost:1', insecure: true }).catch(({ message }) => console.log(message));
    `;

      expect(await run(process.execPath, ['--input-type=module', '--eval', program], folder)).toMatch(
        /npm install @grpc[/](grpc-js|proto-loader)/,
      );
    },
    5 * MINUTES,
  );

  it(
    'brings the command',
    async () => {
      const peers = ['@grpc/grpc-js', '@grpc/proto-loader', '@bufbuild/protobuf', 'commander', 'cli-progress'];
      const folder = await consumer(['rxjs', ...peers]);
      const command = join(folder, 'node_modules', '.bin', 'longrunning');

      expect(await run(command, ['digest', '.'], await emptyFolder())).toMatch(
        // The SHA-256 of an empty listing.
        /e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855/,
      );
    },
    5 * MINUTES,
  );

  it(
    'brings the console',
    async () => {
      const folder = await consumer([...SERVER_PEERS, 'commander']);
      const main = join(folder, 'node_modules', 'rxjs-longrunning', 'dist', 'src', 'cli', 'main.js');
      const serving = spawn(process.execPath, [main, 'serve', '--port', '0'], { cwd: folder });
      try {
        const url = await consoleUrl(serving.stdout.setEncoding('utf8'));
        const page = await (await fetch(url, { headers: { accept: 'text/html' } })).text();
        const files = Array.from(page.matchAll(/(?:src|href)="([^"/]+)"/g), ([, file = '']) => file);
        expect(files).toContain(jasmine.stringMatching(/^main-.*\.js$/));
        for (const file of files) expect((await fetch(url + file)).status).toBe(200);
      } finally {
        serving.kill();
        await once(serving, 'close');
      }
    },
    5 * MINUTES,
  );
});

async function consoleUrl(stdout: NodeJS.ReadableStream): Promise<string> {
  let written = '';
  for await (const [text] of on(stdout, 'data', { close: ['end'] }) as AsyncIterable<[string]>) {
    written += text;
    const [, url] = /^The operations console: (\S+)$/m.exec(written) ?? [];
    if (url !== undefined) return url;
  }
  throw new Error(`longrunning serve told of no console: ${written}`);
}
