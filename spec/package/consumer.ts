import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { run } from '../support/run.js';

/** Versions as package.json has them, and those that the specs ask for in addition. */
const { peerDependencies, devDependencies } = JSON.parse(await readFile('package.json', 'utf8')) as Record<
  'peerDependencies' | 'devDependencies',
  Record<string, string>
>;

/** What a consumer of the gRPC entries installs beside the package. */
export const GRPC_PEERS = ['rxjs', '@grpc/grpc-js', '@grpc/proto-loader'];

/** What a bundler wants beside it for the server, which loads them when they are needed. */
export const SERVER_PEERS = [...GRPC_PEERS, '@bufbuild/protobuf', '@connectrpc/connect', '@connectrpc/connect-node'];

/** What esbuild needs in an ES module for packages that `require` modules of Node. */
export const REQUIRE = "import { createRequire as c } from 'node:module'; const require = c(import.meta.url);";

let folder: Promise<string> | undefined;
let tarball: Promise<{ readonly path: string; readonly files: readonly string[] }> | undefined;
const consumers = new Map<string, Promise<string>>();
const nodes = new Map<number, Promise<string>>();

afterAll(async () => {
  if (folder) await rm(await folder, { recursive: true });
}, 60_000);

/** A new folder far from the project, so that none of its modules is found there. All go when the run ends. */
export async function emptyFolder(): Promise<string> {
  folder ??= mkdtemp(join(tmpdir(), 'rxjs-longrunning-'));
  return mkdtemp(join(await folder, 'consumer-'));
}

/** The package as it would be published, packed once, and the files in it. */
export function packed(): NonNullable<typeof tarball> {
  return (tarball ??= pack());
}

async function pack(): ReturnType<typeof packed> {
  const into = await emptyFolder();
  await run('npm', ['run', 'prepack'], '.');
  const json = await run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', into], '.');
  const [made] = JSON.parse(json) as [{ filename: string; files: { path: string }[] }];
  return { path: join(into, made.filename), files: made.files.map(({ path }) => path) };
}

/**
 * A folder in which the packed package and some of its peers are installed; made once for each set of them.
 *
 * @param peers names, of the versions in package.json, or names with versions: `rxjs@7.8.0`.
 */
export function consumer(peers: readonly string[]): Promise<string> {
  const key = peers.join();
  const made = consumers.get(key) ?? installed(peers);
  consumers.set(key, made);
  return made;
}

async function installed(peers: readonly string[]): Promise<string> {
  const { path } = await packed();
  return install([path, ...peers.map(withVersion)]);
}

/** A package with the version that package.json has for it, unless it has one already. */
export function withVersion(peer: string): string {
  // The @ of a scope comes first.
  return peer.includes('@', 1) ? peer : `${peer}@${peerDependencies[peer] ?? devDependencies[peer] ?? ''}`;
}

/** A folder with packages from the registry. */
export async function install(packages: readonly string[]): Promise<string> {
  const into = await emptyFolder();
  await writeFile(join(into, 'package.json'), '{ "private": true, "type": "module" }\n');
  await run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', ...packages], into);
  return into;
}

/** The program of a Node of some major version, from the registry; fetched once. */
export function nodeBinary(major: number): Promise<string> {
  const fetched = nodes.get(major) ?? fetchNode(major);
  nodes.set(major, fetched);
  return fetched;
}

async function fetchNode(major: number): Promise<string> {
  const name = `node-${process.platform}-${process.arch}`;
  return resolve(await install([`${name}@${major}`]), 'node_modules', name, 'bin', 'node');
}
