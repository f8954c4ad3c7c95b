import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { GrpcFixture } from '../support/grpc-fixture.js';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Time for a spec that starts processes, in ms, on a busy machine. */
export const PATIENCE = 60_000;

/** How a process is started, beside its arguments. */
export interface StartOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Modules to import before the command. */
  readonly imports?: readonly string[];
}

/** How a process ended, and all that it wrote. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The words that run the command as it was built: `npm test` builds first. */
export function commandWords(args: readonly string[], imports: readonly string[] = []): string[] {
  return [process.execPath, ...imports.flatMap((module) => ['--import', module]), 'dist/src/cli/main.js', ...args];
}

/** A process that runs: what it wrote so far, and its end. It is killed after the spec, if it still runs. */
export class Running {
  readonly ended: Promise<Ended>;
  readonly #child: ChildProcess;
  readonly #texts = { stdout: '', stderr: '' };

  constructor(fixture: GrpcFixture, words: readonly string[], { env }: StartOptions = {}) {
    const [program = '', ...args] = words;
    this.#child = spawn(program, args, { cwd: root, env: { ...process.env, ...env } });
    for (const name of ['stdout', 'stderr'] as const) {
      this.#child[name]?.setEncoding('utf8').on('data', (text: string) => (this.#texts[name] += text));
    }
    this.ended = once(this.#child, 'close').then(([code]) => ({ code: code as number | null, ...this.#texts }));
    fixture.closeLater(async () => {
      this.#child.kill('SIGKILL');
      await this.ended;
    });
  }

  /** Waits until the process has written what matches; it fails the spec when the process ends before. */
  async wrote(name: 'stdout' | 'stderr', pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this.#texts[name]);
      if (match) return match;
      const ended = await Promise.race([this.ended, once(this.#child[name]!, 'data')]);
      if (!Array.isArray(ended) && !pattern.test(this.#texts[name])) {
        throw new Error(`the command never wrote ${pattern.source}: ${JSON.stringify(ended)}`);
      }
    }
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Types something, as at a keyboard. */
  type(text: string): void {
    this.#child.stdin?.write(text);
  }

  /** Stops reading its output, as `head` does. */
  closeStdout(): void {
    this.#child.stdout?.destroy();
  }
}

/** Starts the command, in pipes. */
export function start(fixture: GrpcFixture, args: readonly string[], options: StartOptions = {}): Running {
  return new Running(fixture, commandWords(args, options.imports), options);
}

/** Starts the command in a pseudo-terminal, whose both streams come as stdout. */
export function startInTerminal(fixture: GrpcFixture, args: readonly string[], options: StartOptions = {}): Running {
  const line = commandWords(args, options.imports)
    .map((word) => `'${word.replaceAll("'", "'\\''")}'`)
    .join(' ');
  // util-linux; -e hands on the exit code. exec, as a shell that stays would get the Ctrl-C, too: dash dies of it.
  return new Running(fixture, ['script', '-qec', `stty cols 120; exec ${line}`, '/dev/null'], options);
}

/** Runs the command to its end, in pipes. */
export function runCommand(fixture: GrpcFixture, args: readonly string[], options?: StartOptions): Promise<Ended> {
  return start(fixture, args, options).ended;
}

/** The lines of a text. */
export function linesOf(text: string): string[] {
  return text.split('\n').slice(0, -1);
}

/** The objects of a text with one JSON object a line. */
export function jsonLines(text: string): Record<string, unknown>[] {
  return linesOf(text).map((line) => JSON.parse(line) as Record<string, unknown>);
}
