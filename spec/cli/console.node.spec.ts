import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { grpcFixture } from '../support/grpc-fixture.js';
import { send } from '../support/http-fixture.js';
import { linesOf, PATIENCE, runCommand, start, startInTerminal } from './command.js';
import { atLine, insteadOf, without } from './imported-modules.js';

/** Where the package has the console. Whether it was built is nothing to these specs. */
const FOLDER = 'dist/console';
const AWAY = 'dist/console-away';
/** The package `open`, for a terminal without a browser. */
const OPEN = `import { EventEmitter } from 'node:events';
  export default async (url) => {
    process.stderr.write('[opened ' + url + ']');
    return new EventEmitter();
  };`;
const AS_BROWSER = { accept: 'text/html' };

describe('The operations console', () => {
  const fixture = grpcFixture();

  beforeEach(async () => {
    if (existsSync(FOLDER)) await rename(FOLDER, AWAY);
    await mkdir(FOLDER);
    await writeFile(`${FOLDER}/index.html`, '<title>Operations</title>');
  });

  afterEach(async () => {
    await rm(FOLDER, { recursive: true, force: true });
    if (existsSync(AWAY)) await rename(AWAY, FOLDER);
  });

  it(
    'is on the port of longrunning serve, which says where',
    async () => {
      const server = start(fixture, ['serve', '--root', 'protos', '--port', '0']);
      const [, url = ''] = await server.wrote('stdout', /^The operations console: (\S+)\/$/m);
      const page = await send({ url }, 'GET /operations/1', undefined, AS_BROWSER);
      expect(page.body).toBe('<title>Operations</title>');
      expect((await send({ url }, 'GET /v1/operations', undefined, AS_BROWSER)).body).toEqual({ operations: [] });
    },
    PATIENCE,
  );

  it(
    'is not there with --no-console',
    async () => {
      const server = start(fixture, ['serve', '--root', 'protos', '--port', '0', '--no-console']);
      const [, url = ''] = await server.wrote('stdout', /curl (http:\/\/[^/]+)/);
      expect((await send({ url }, 'GET /', undefined, AS_BROWSER)).status).toBe(404);
    },
    PATIENCE,
  );

  it(
    'needs packages that gRPC does not: without them, serve says which',
    async () => {
      const imports = [without('@connectrpc/connect-node')];
      const server = start(fixture, ['serve', '--root', 'protos', '--port', '0'], { imports });
      await server.wrote('stderr', /^Served over gRPC alone\. .* npm install @bufbuild\/protobuf .*connect-node$/m);
      const [, target = ''] = await server.wrote('stdout', /--target (\S+)/);
      expect((await runCommand(fixture, ['list', '--target', target, '--insecure'])).code).toBe(0);
      server.signal('SIGTERM');
      expect((await server.ended).stdout).not.toMatch(/console|curl/);
    },
    PATIENCE,
  );

  it(
    'shows a digest with --console, and stays until Ctrl-C',
    async () => {
      const digest = start(fixture, ['digest', 'protos', '--console']);
      const [, url = ''] = await digest.wrote('stderr', /^The operations console: (\S+)\/$/m);
      const [, name] = await digest.wrote('stderr', /^Started (\S+) at/m);
      await digest.wrote('stderr', /^The operations console stays at \S+ until Ctrl-C\.$/m);
      expect((await send({ url }, `GET /${name}`, undefined, AS_BROWSER)).body).toBe('<title>Operations</title>');
      expect((await send({ url }, `GET /v1/${name}`)).body).toEqual(jasmine.objectContaining({ name, done: true }));

      digest.signal('SIGINT');
      const { code, stdout } = await digest.ended;
      expect(stdout).toMatch(/^sha256 {3}[0-9a-f]{64}$/m);
      expect(code).toBe(0);
    },
    PATIENCE,
  );

  it(
    'is opened at a terminal, where the digest is',
    async () => {
      const imports = [insteadOf('open', OPEN)];
      const digest = startInTerminal(fixture, ['digest', 'protos', '--console'], { imports });
      const [, url] = await digest.wrote('stdout', /^The operations console: (\S+)\/\s*$/m);
      const [, name] = await digest.wrote('stdout', /^Started (\S+) at/m);
      const [, opened] = await digest.wrote('stdout', /\[opened (\S+)\]/);
      expect(opened).toBe(`${url}/${name}`);
    },
    PATIENCE,
  );

  it(
    'is not missed at a terminal without the package open',
    async () => {
      const imports = [without('open')];
      const digest = startInTerminal(fixture, ['digest', 'protos', '--console'], { imports });
      await digest.wrote('stdout', /^sha256 {3}[0-9a-f]{64}\s*$/m);
      await digest.wrote('stdout', /^The operations console stays at/m);
      digest.type('\x03');
      expect((await digest.ended).code).toBe(0);
    },
    PATIENCE,
  );

  it(
    'ends at a Ctrl-C that comes with the line which asks for it',
    async () => {
      const imports = [atLine('The operations console stays at', `process.kill(process.pid, 'SIGINT')`)];
      const { code, stdout } = await runCommand(fixture, ['digest', 'protos', '--console'], { imports });
      expect(stdout).toMatch(/^sha256 {3}[0-9a-f]{64}$/m);
      expect(code).toBe(0);
    },
    PATIENCE,
  );

  it(
    'does not stay when there is nothing to digest',
    async () => {
      const { code, stderr } = await runCommand(fixture, ['digest', 'protos/none', '--console']);
      expect(linesOf(stderr)).toEqual([jasmine.stringMatching(/^error: "protos\/none" cannot be read \(ENOENT\)/)]);
      expect(code).toBe(2);
    },
    PATIENCE,
  );

  it(
    'that was not built is told by serve and by digest --console',
    async () => {
      await rm(FOLDER, { recursive: true });
      const { code, stderr } = await runCommand(fixture, ['digest', 'protos', '--console']);
      expect(linesOf(stderr)).toEqual([jasmine.stringMatching(/^error: The console is not built: run `npm run build/)]);
      expect(code).toBe(2);

      const server = start(fixture, ['serve', '--root', 'protos', '--port', '0']);
      await server.wrote('stdout', /curl /);
      await server.wrote('stderr', /^The console is not built: run `npm run build/m);
      server.signal('SIGTERM');
      expect((await server.ended).stdout).not.toContain('console');
    },
    PATIENCE,
  );

  it(
    'is of the server in the command alone',
    async () => {
      const { code, stderr } = await runCommand(fixture, ['digest', '--console', '--target', 'localhost:1']);
      expect(stderr).toContain("option '--console' cannot be used with option '--target");
      expect(code).toBe(2);
    },
    PATIENCE,
  );
});
