import { readFileSync } from 'node:fs';
import { resolveServeLimits } from '../../src/server/serve-limits.js';
import { resolveServeOptions } from '../../src/server/serve-options.js';
import { clientWith } from '../support/operations-client-with.js';

describe('docs/server.md', () => {
  it('has each limit, with its default', () => {
    const told = readFileSync('docs/server.md', 'utf8').matchAll(/^\| `([\w.]+)` +\| ([\d,]+)/gm);
    const { handshakeTimeout } = resolveServeOptions({ operations: clientWith({}) });
    const limits = Object.entries(resolveServeLimits()).map(([limit, value]) => [`limits.${limit}`, value]);
    expect([...told].map(([, limit, value]) => [limit, Number(value?.replaceAll(',', ''))])).toEqual([
      ['handshakeTimeout', handshakeTimeout],
      ...limits,
    ]);
  });
});
