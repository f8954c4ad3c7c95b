import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Interface } from 'node:readline';
import { createInterface } from 'node:readline';

/** A program that answers each line of JSON with one, in order, until its input ends. */
export class LinePeer {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #lines: AsyncIterator<string>;
  readonly #closed: Promise<unknown>;
  #said = '';

  constructor(program: string, args: readonly string[]) {
    this.#child = spawn(program, [...args]);
    this.#closed = once(this.#child, 'close');
    this.#child.stderr.on('data', (chunk: Buffer) => (this.#said += chunk.toString()));
    const reader: Interface = createInterface(this.#child.stdout);
    this.#lines = reader[Symbol.asyncIterator]();
  }

  /** The next line. Rejects with what the program complained of when it has ended. */
  async answer<T>(): Promise<T> {
    const line = await this.#lines.next();
    if (line.done) throw new Error(`the peer has ended: ${this.#said}`);
    return JSON.parse(line.value) as T;
  }

  /** Sends a command, and waits for its answer. */
  ask<T>(command: object): Promise<T> {
    this.#child.stdin.write(`${JSON.stringify(command)}\n`);
    return this.answer();
  }

  /** Ends the program. */
  async close(): Promise<void> {
    this.#child.kill();
    await this.#closed;
  }
}
