import { renameSync, symlinkSync, unlinkSync } from 'node:fs';
import type { Swapped } from './swapper.js';

/** Swaps before it looks whether the spec has ended. */
const AT_ONCE = 50;
/** The longest time that the link, or what it stands for, is there, in ms: about what a folder takes to be read. */
const LONGEST = 1;

process.once('message', (swapped: Swapped) => {
  process.send?.('swapping');
  swap(swapped);
});
process.on('disconnect', () => process.exit());

const nobody = new Int32Array(new SharedArrayBuffer(4));

function stay(): void {
  Atomics.wait(nobody, 0, 0, Math.random() * LONGEST);
}

function swap(swapped: Swapped): void {
  const { path, aside, target } = swapped;
  for (let i = 0; i < AT_ONCE; i += 1) {
    renameSync(path, aside);
    symlinkSync(target, path);
    stay();
    unlinkSync(path);
    renameSync(aside, path);
    stay();
  }
  setImmediate(() => swap(swapped));
}
