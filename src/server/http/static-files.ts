import type { FileHandle } from 'node:fs/promises';
import { realpath } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { basename, dirname, extname, join, relative, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { bytePath } from '../byte-path.js';
import { findRoot, holdFolder, openFile } from '../held-folder.js';

/** Answers a request if it is for a file: `false` when it is not, and nothing has been sent. */
export type StaticFiles = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.woff2': 'font/woff2',
};

/** A page runs its own scripts alone and calls its own server alone. Angular adds the styles of components in place. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'self'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** What a build names after its content, such as `main-XLWT2DOY.js`, never changes. */
const HASHED = /-[A-Z0-9]{8}\.(js|css|woff2)$/;

/**
 * Serves the files of an application that is built for browsers, and its `index.html` for the paths of its pages.
 *
 * Nothing outside the folder is read, by links neither. Of types that are not known here, nothing is served.
 *
 * @param folder where `index.html` is.
 */
export function staticFiles(folder: string): StaticFiles {
  return async (request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return false;
    const path = decoded(request.url ?? '/');
    if (path === undefined) return false;
    // A browser asks for a page with the path of the page, which is no file.
    const isPage = extname(path) === '' && (request.headers.accept ?? '').includes('text/html');
    // Before anything is sent, as it may not be ours to read.
    const found = await openBelow(folder, isPage ? 'index.html' : path).catch(() => undefined);
    if (!found) return false;
    const { file, type } = found;
    // Without a length, as a build that goes on meanwhile may change it.
    response.writeHead(200, {
      'content-type': type,
      'cache-control': HASHED.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache',
      'content-security-policy': POLICY,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    });
    if (request.method === 'HEAD') {
      response.end();
      await file.close();
    } else {
      // A client that hangs up is none of our business, and there is nobody left to tell of a file that breaks off.
      await pipeline(file.createReadStream(), response).catch(() => response.destroy());
    }
    return true;
  };
}

function decoded(url: string): string | undefined {
  try {
    return decodeURIComponent(url.replace(/[?#].*$/, ''));
  } catch {
    return undefined;
  }
}

/** Opens a file of a type that is known. Links are followed to what they lead to in the folder, and no later ones. */
async function openBelow(folder: string, path: string): Promise<{ file: FileHandle; type: string } | undefined> {
  const [root, found] = await Promise.all([findRoot(folder), realpath(join(folder, path))]);
  const type = TYPES[extname(found)];
  if (type === undefined || !found.startsWith(root.path + sep)) return undefined;
  const way = relative(root.path, found);
  const held = await holdFolder(root, bytePath(dirname(way)));
  try {
    return { file: await openFile(held, bytePath(basename(way))), type };
  } finally {
    await held.close();
  }
}
