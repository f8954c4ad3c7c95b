import type { StoredOperation } from './stored-operation.js';

/** As many are moved at most when one is removed. */
const CHUNK = 256;

/**
 * Operations in the order of starting. Finding a place and walking on from there costs what is walked, and not what is
 * kept: hence chunks, as a Map has no way to its middle, and one array would be moved as a whole at each removal.
 */
export class OrderedOperations {
  /** None is empty. */
  readonly #chunks: StoredOperation[][] = [];

  /** Adds one that was started after all the others. */
  push(operation: StoredOperation): void {
    const last = this.#chunks.at(-1);
    if (last && last.length < CHUNK) last.push(operation);
    else this.#chunks.push([operation]);
  }

  /** Removes one, if it is there. */
  delete(operation: StoredOperation): void {
    const at = this.#chunkFrom(operation.sequence);
    const chunk = this.#chunks[at];
    const index = chunk?.indexOf(operation) ?? -1;
    if (!chunk || index < 0) return;
    chunk.splice(index, 1);
    if (chunk.length === 0) this.#chunks.splice(at, 1);
  }

  /** Those that were started after the one of a sequence, oldest first. */
  *after(sequence: number): Generator<StoredOperation> {
    for (let at = this.#chunkFrom(sequence); at < this.#chunks.length; at++) {
      for (const operation of this.#chunks[at] ?? []) if (operation.sequence > sequence) yield operation;
    }
  }

  /** Those that were started before the one of a sequence, newest first. */
  *before(sequence: number): Generator<StoredOperation> {
    for (let at = Math.min(this.#chunkFrom(sequence), this.#chunks.length - 1); at >= 0; at--) {
      const chunk = this.#chunks[at] ?? [];
      for (let index = chunk.length - 1; index >= 0; index--) {
        const operation = chunk[index];
        if (operation && operation.sequence < sequence) yield operation;
      }
    }
  }

  /** The first chunk that has one of a sequence, or of a later one. */
  #chunkFrom(sequence: number): number {
    let from = 0;
    let to = this.#chunks.length;
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((this.#chunks[middle]?.at(-1)?.sequence ?? Infinity) < sequence) from = middle + 1;
      else to = middle;
    }
    return from;
  }
}
