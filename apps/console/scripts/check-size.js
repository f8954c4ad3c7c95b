// What a page loads before it shows anything is to stay small: budgets of Angular are in raw bytes, this one is as sent.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const LIMIT = 250_000;
const folder = new URL('../dist/browser/', import.meta.url);
const html = readFileSync(new URL('index.html', folder), 'utf8');
const names = [...html.matchAll(/(?:src|href)="([^"]+\.js)"/g)].map(([, name = '']) => name);
const sizes = names.map((name) => gzipSync(readFileSync(new URL(name, folder))).length);
const total = sizes.reduce((sum, size) => sum + size, 0);
console.log(
  `Initial JavaScript: ${(total / 1_000).toFixed(1)} kB gzipped in ${names.length} files, of ${LIMIT / 1_000} kB.`,
);
if (names.length === 0 || total > LIMIT) process.exitCode = 1;
