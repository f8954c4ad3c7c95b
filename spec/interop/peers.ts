import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What `prepare.ts` found and built; a peer whose toolchain is not installed is absent. */
export interface Peers {
  readonly go: { readonly binary: string } | undefined;
  readonly python: { readonly program: string; readonly args: readonly string[] } | undefined;
}

const CACHE = join(import.meta.dirname, '.cache');

/** What there is to talk to. Made by `npm run test:interop`, before the specs run. */
export const peers = JSON.parse(readFileSync(join(CACHE, 'peers.json'), 'utf8')) as Peers;

/** Generated code, by its path below `.cache/generated`: it is not there when types are checked. */
export async function generated<T>(path: string): Promise<T> {
  return (await import(join(CACHE, 'generated', path))) as T;
}

/** The command `buf`, of npm. */
export const buf = join(import.meta.dirname, 'peers/node/node_modules/.bin/buf');
