import type { ICruiseResult } from 'dependency-cruiser';
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';

const CRUISER = resolve('node_modules/dependency-cruiser/bin/dependency-cruise.mjs');

/** What is there to be imported: one file of each layer. */
const LAYERS = {
  model: 'src/core/model/model.ts',
  client: 'src/core/client/client.ts',
  polling: 'src/core/polling/polling.ts',
  watching: 'src/core/watching/watching.ts',
  handle: 'src/core/operation.ts',
  root: 'src/index.ts',
  protobuf: 'src/protobuf/protobuf.ts',
  json: 'src/protobuf/json/json.ts',
  grpc: 'src/grpc/grpc.ts',
  rest: 'src/rest/rest.ts',
  connect: 'src/connect/connect.ts',
  server: 'src/server/server.ts',
  http: 'src/server/http/http.ts',
  angular: 'src/angular/angular.ts',
  testing: 'src/testing/testing.ts',
  progress: 'src/core/model/progress.ts',
  text: 'src/text/text.ts',
  cli: 'src/cli/cli.ts',
  operators: 'operators/operator.ts',
};

/** Arrows that DESIGN.md does not have: the importing file, what it imports, and the rule that forbids it. */
const BREACHES: readonly (readonly [from: string, to: string, rule: string])[] = [
  ['src/core/model/imports-client.ts', LAYERS.client, 'not-in-allowed'],
  ['src/core/model/imports-rxjs.ts', 'rxjs', 'not-in-allowed'],
  ['src/core/client/imports-polling.ts', LAYERS.polling, 'not-in-allowed'],
  ['src/core/polling/imports-handle.ts', LAYERS.handle, 'not-in-allowed'],
  ['src/core/polling/imports-watching.ts', LAYERS.watching, 'not-in-allowed'],
  ['src/core/watching/imports-handle.ts', LAYERS.handle, 'not-in-allowed'],
  ['src/core/polling/imports-protobuf.ts', LAYERS.protobuf, 'not-in-allowed'],
  ['src/core/polling/imports-entry.ts', LAYERS.root, 'not-in-allowed'],
  ['src/core/polling/imports-node.ts', 'node:crypto', 'not-in-allowed'],
  ['src/core/polling/imports-npm.ts', '@grpc/proto-loader', 'not-in-allowed'],
  ['src/core/polling/imports-operators.ts', LAYERS.operators, 'not-in-allowed'],
  ['src/core/polling/imports-stranger.ts', 'no-such-package', 'not-to-unresolvable'],
  ['src/text/imports-model.ts', LAYERS.model, 'not-in-allowed'],
  ['src/text/imports-node.ts', 'node:fs', 'not-in-allowed'],
  ['src/protobuf/imports-polling.ts', LAYERS.polling, 'not-in-allowed'],
  ['src/protobuf/imports-grpc.ts', LAYERS.grpc, 'not-in-allowed'],
  ['src/protobuf/imports-bufbuild.ts', '@bufbuild/protobuf', 'not-in-allowed'],
  ['src/protobuf/imports-json-at-once.ts', LAYERS.json, 'proto-json-dynamically'],
  ['src/protobuf/json/imports-node.ts', 'node:path', 'not-in-allowed'],
  ['src/protobuf/json/imports-protobuf.ts', LAYERS.protobuf, 'not-in-allowed'],
  ['src/protobuf/json/imports-proto-loader.ts', '@grpc/proto-loader', 'not-in-allowed'],
  ['src/grpc/imports-json-at-once.ts', LAYERS.json, 'proto-json-dynamically'],
  ['src/rest/imports-json.ts', LAYERS.json, 'not-in-allowed'],
  ['src/grpc/imports-server.ts', LAYERS.server, 'not-in-allowed'],
  ['src/grpc/imports-polling.ts', LAYERS.polling, 'not-in-allowed'],
  ['src/grpc/imports-operators.ts', LAYERS.operators, 'not-in-allowed'],
  ['src/grpc/imports-cli-library.ts', 'commander', 'not-in-allowed'],
  ['src/grpc/imports-grpc-js-at-once.ts', '@grpc/grpc-js', 'grpc-dynamically'],
  ['src/rest/imports-grpc.ts', LAYERS.grpc, 'not-in-allowed'],
  ['src/rest/imports-polling.ts', LAYERS.polling, 'not-in-allowed'],
  ['src/rest/imports-node.ts', 'node:http', 'not-in-allowed'],
  ['src/rest/imports-npm.ts', '@bufbuild/protobuf', 'not-in-allowed'],
  ['src/connect/imports-rest.ts', LAYERS.rest, 'not-in-allowed'],
  ['src/connect/imports-protobuf.ts', LAYERS.protobuf, 'not-in-allowed'],
  ['src/connect/imports-node.ts', '@connectrpc/connect-node', 'not-in-allowed'],
  ['src/angular/imports-connect.ts', LAYERS.connect, 'not-in-allowed'],
  ['src/angular/imports-server.ts', LAYERS.server, 'not-in-allowed'],
  ['src/angular/imports-node.ts', 'node:fs', 'not-in-allowed'],
  ['src/cli/imports-angular.ts', LAYERS.angular, 'not-in-allowed'],
  ['operators/imports-angular.ts', LAYERS.angular, 'not-in-allowed'],
  ['src/server/imports-connect-node.ts', '@connectrpc/connect-node', 'not-in-allowed'],
  ['src/server/imports-http-at-once.ts', LAYERS.http, 'http-dynamically'],
  ['src/server/imports-grpc.ts', LAYERS.grpc, 'not-in-allowed'],
  ['src/server/imports-polling.ts', LAYERS.polling, 'not-in-allowed'],
  ['src/server/imports-operators.ts', LAYERS.operators, 'not-in-allowed'],
  ['src/server/imports-cli.ts', LAYERS.cli, 'not-in-allowed'],
  ['src/testing/imports-polling.ts', LAYERS.polling, 'not-in-allowed'],
  ['src/testing/imports-operators.ts', LAYERS.operators, 'not-in-allowed'],
  ['src/testing/imports-node.ts', 'node:assert', 'not-in-allowed'],
  ['src/core/polling/imports-testing.ts', LAYERS.testing, 'not-in-allowed'],
  ['src/server/imports-testing.ts', LAYERS.testing, 'not-in-allowed'],
  ['operators/imports-grpc.ts', LAYERS.grpc, 'not-in-allowed'],
  ['operators/imports-node.ts', 'node:fs', 'not-in-allowed'],
  ['operators/imports-npm.ts', '@grpc/proto-loader', 'not-in-allowed'],
  ['src/another-room/imports-model.ts', LAYERS.model, 'not-in-allowed'],
  ['src/grpc/imports-itself.ts', 'src/grpc/imports-itself-back.ts', 'no-circular'],
];

/** The arrows that there are. None of them may be reported. */
const SOUND: readonly (readonly [from: string, to: string])[] = [
  ['src/core/client/sound.ts', LAYERS.model],
  ['src/core/polling/sound.ts', LAYERS.client],
  ['src/core/polling/sound-rxjs.ts', 'rxjs'],
  ['src/protobuf/sound.ts', LAYERS.model],
  ['src/text/sound.ts', 'src/text/text.ts'],
  ['src/text/sound-progress.ts', LAYERS.progress],
  ['src/protobuf/sound-node.ts', 'node:path'],
  ['src/grpc/sound.ts', LAYERS.protobuf],
  ['src/server/sound.ts', LAYERS.client],
  ['src/server/http/sound.ts', '@connectrpc/connect-node'],
  ['src/rest/sound.ts', LAYERS.client],
  ['src/connect/sound.ts', '@bufbuild/protobuf'],
  ['src/connect/sound-json.ts', LAYERS.json],
  ['src/protobuf/json/sound.ts', '@bufbuild/protobuf'],
  ['src/server/http/sound-json.ts', LAYERS.json],
  ['src/angular/sound.ts', LAYERS.rest],
  ['src/angular/sound-operators.ts', LAYERS.operators],
  ['src/testing/sound.ts', LAYERS.client],
  ['src/testing/sound-rxjs.ts', 'rxjs'],
  ['src/cli/sound.ts', LAYERS.operators],
  ['src/cli/sound-server.ts', LAYERS.server],
  ['operators/sound.ts', LAYERS.polling],
];

function specifier(from: string, to: string): string {
  if (!to.endsWith('.ts')) return to;
  const up = '../'.repeat(dirname(from).split('/').length);
  return up + to.replace(/\.ts$/, '.js');
}

describe('the import directions', () => {
  let folder: string;
  let result: ICruiseResult;

  async function write(file: string, text: string): Promise<void> {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), text);
  }

  function rulesBrokenBy(from: string): string[] {
    const broken = result.summary.violations.filter(
      // A cycle is reported once, from one of its files.
      (found) => found.from === from || found.cycle?.some(({ name }) => name === from),
    );
    return [...new Set(broken.map(({ rule }) => rule.name))];
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'import-directions-'));
    for (const file of ['.dependency-cruiser.js', 'package.json', 'tsconfig.json']) await cp(file, join(folder, file));
    await symlink(resolve('node_modules'), join(folder, 'node_modules'), 'junction');
    for (const file of Object.values(LAYERS)) await write(file, 'export const here = 1;\n');
    for (const [from, to] of [...BREACHES, ...SOUND]) await write(from, `import '${specifier(from, to)}';\n`);
    await write('src/grpc/imports-itself-back.ts', "import './imports-itself.js';\n");
    // Types alone make an arrow, too.
    await write(
      'src/core/model/imports-a-type.ts',
      "import type { here } from '../client/client.js';\nexport type T = here;\n",
    );
    const args = [CRUISER, '--config', '.dependency-cruiser.js', '--output-type', 'json', 'src', 'operators'];
    // With json, the exit code is 0 whatever is found.
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: folder, maxBuffer: 2 ** 26 });
    result = JSON.parse(stdout) as ICruiseResult;
  }, 60_000);

  afterAll(() => rm(folder, { recursive: true, force: true }));

  for (const [from, to, rule] of BREACHES) {
    it(`${from} may not import ${to}: ${rule}`, () => {
      expect(rulesBrokenBy(from)).toContain(rule);
    });
  }

  it('src/core/model may not import a type of core/client either', () => {
    expect(rulesBrokenBy('src/core/model/imports-a-type.ts')).toEqual(['not-in-allowed']);
  });

  for (const [from, to] of SOUND) {
    it(`${from} may import ${to}`, () => {
      expect(result.modules.map(({ source }) => source)).toContain(from);
      expect(rulesBrokenBy(from)).toEqual([]);
    });
  }

  it('a breach is an error, so that the lint run fails', async () => {
    const args = [CRUISER, '--config', '.dependency-cruiser.js', '--output-type', 'err', 'src', 'operators'];
    const failed = promisify(execFile)(process.execPath, args, { cwd: folder });

    await expectAsync(failed).toBeRejectedWith(
      jasmine.objectContaining({ stdout: jasmine.stringContaining('not-in-allowed') }),
    );
  }, 60_000);
});
