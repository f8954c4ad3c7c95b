/**
 * Installs and builds the software that the specs of this folder talk to, into `.cache` and `peers/node/node_modules`:
 * what is there already, and made of the same files, is kept. Where a toolchain is missing, its peers are skipped, and
 * said to be; where it is there, a failure is a failure.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import { filesBelow } from '../support/code-blocks.js';
import { run } from '../support/run.js';
import type { Peers } from './peers.js';

const HERE = import.meta.dirname;
const ROOT = resolve(HERE, '../..');
const CACHE = join(HERE, '.cache');
const GO = join(HERE, 'peers/go');
const PYTHON = join(HERE, 'peers/python');
const NODE = join(HERE, 'peers/node');

/** Makes something of some files, unless it was made of the same ones before, and says how long that took. */
async function step(title: string, key: string, files: readonly string[], make: () => Promise<unknown>): Promise<void> {
  const hash = createHash('sha256');
  for (const file of [...files].sort()) hash.update(file).update(await readFile(file));
  const stamp = join(CACHE, `${title.replaceAll(/\W+/g, '-')}.stamp`);
  const wanted = `${key} ${hash.digest('hex')}`;
  if (existsSync(stamp) && (await readFile(stamp, 'utf8')) === wanted) {
    console.log(`${title}: kept`);
    return;
  }
  const begun = performance.now();
  await rm(stamp, { force: true });
  await make();
  await writeFile(stamp, wanted);
  console.log(`${title}: ${((performance.now() - begun) / 1_000).toFixed(1)} s`);
}

/** What a toolchain says of its version, or `undefined` when it is not installed. */
async function versionOf(program: string, ...args: readonly string[]): Promise<string | undefined> {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.some((folder) => existsSync(join(folder, program))) ? run(program, args, HERE) : undefined;
}

const bin = (name: string): string => join(NODE, 'node_modules/.bin', name);
const protos = filesBelow(join(ROOT, 'protos'), '.proto');

/** Runs protoc plugins over some of the .proto files. */
function generate(paths: readonly string[], plugins: readonly object[], ...flags: readonly string[]): Promise<string> {
  const template = JSON.stringify({ version: 'v2', plugins });
  const only = paths.flatMap((path) => ['--path', join('protos', path)]);
  return run(bin('buf'), ['generate', 'protos', '--template', template, ...only, ...flags], ROOT);
}

async function prepareNode(): Promise<void> {
  const lock = join(NODE, 'package-lock.json');
  await step('generators of npm', process.version, [lock], () => run('npm', ['ci', '--ignore-scripts'], NODE));
  await step('code by protoc-gen-es and ts-proto', '', [lock, ...protos, import.meta.filename], async () => {
    const out = join(CACHE, 'generated');
    await rm(out, { recursive: true, force: true });
    const tsProto = (folder: string, ...opt: readonly string[]) => ({
      local: bin('protoc-gen-ts_proto'),
      out: join(out, folder),
      opt: ['outputServices=grpc-js', 'esModuleInterop=true', 'importSuffix=.js', ...opt],
    });
    const es = { local: bin('protoc-gen-es'), out: join(out, 'protobuf-es'), opt: 'target=ts,import_extension=js' };
    await generate(
      ['rxjs_longrunning', 'google/rpc/error_details.proto'],
      [
        es,
        tsProto('ts-proto-unions', 'oneof=unions'),
        tsProto('ts-proto-unions-value', 'oneof=unions-value'),
        tsProto('ts-proto-flat'),
      ],
      '--include-imports',
    );
  });
}

async function prepareGo(): Promise<Peers['go']> {
  const version = await versionOf('go', 'version');
  if (version === undefined) return undefined;
  const binary = join(CACHE, 'bin/interop');
  const sources = filesBelow(GO, '').filter((file) => !file.includes('generated'));
  await step('Go programs', version, [...sources, ...protos, import.meta.filename], async () => {
    const build = (...packages: readonly string[]) =>
      run('go', ['build', '-o', `${join(CACHE, 'bin')}/`, ...packages], GO);
    await build(
      'google.golang.org/protobuf/cmd/protoc-gen-go',
      'github.com/grpc-ecosystem/grpc-gateway/v2/protoc-gen-grpc-gateway',
    );
    const out = join(GO, 'generated');
    const module = 'rxjs-longrunning.test/interop/generated';
    await rm(out, { recursive: true, force: true });
    const messages = `Mrxjs_longrunning/digest/v1/digester.proto=${module}/digestpb`;
    await generate(
      ['rxjs_longrunning'],
      [{ local: join(CACHE, 'bin/protoc-gen-go'), out, opt: [`module=${module}`, messages] }],
    );
    const bindings = `grpc_api_configuration=${join(GO, 'gateway.yaml')}`;
    await generate(
      ['google/longrunning'],
      [
        {
          local: join(CACHE, 'bin/protoc-gen-grpc-gateway'),
          out: join(out, 'gateway'),
          opt: ['standalone=true', 'paths=source_relative', bindings],
        },
      ],
    );
    await build('.');
  });
  return { binary };
}

async function preparePython(): Promise<Peers['python']> {
  const version = await versionOf('python3', '--version');
  if (version === undefined) return undefined;
  const requirements = join(PYTHON, 'requirements.txt');
  const venv = join(CACHE, 'venv');
  // A virtual environment does not survive a move.
  await step('packages of Python', `${version} ${venv} copies`, [requirements], async () => {
    await rm(venv, { recursive: true, force: true });
    // Copies, as links lead out of this folder, and `npm start` digests all of it.
    await run('python3', ['-m', 'venv', '--copies', venv], HERE);
    await run(join(venv, 'bin/python'), ['-m', 'pip', 'install', '--quiet', '--requirement', requirements], HERE);
  });
  const descriptors = join(CACHE, 'digester.binpb');
  await step('descriptors for Python', '', protos, () =>
    run(bin('buf'), ['build', 'protos', '--path', 'protos/rxjs_longrunning', '--output', descriptors], ROOT),
  );
  return { program: join(venv, 'bin/python'), args: [join(PYTHON, 'client.py'), descriptors] };
}

await mkdir(CACHE, { recursive: true });
await prepareNode();
const peers: Peers = { go: await prepareGo(), python: await preparePython() };
await writeFile(join(CACHE, 'peers.json'), JSON.stringify(peers));
if (!peers.go)
  console.log('skipped: go is not installed, so no Go client, grpc-go, grpc-gateway, connect-go, vanguard.');
if (!peers.python) console.log('skipped: python3 is not installed, so no google-api-core.');
