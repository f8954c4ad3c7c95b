import { fork } from 'node:child_process';
import { once } from 'node:events';

/** What a worker can be asked to do, by name. */
export type Tasks = Readonly<Record<string, (...args: never[]) => unknown>>;

/** A process that does tasks, one at a time. */
export class Worker {
  readonly #child;
  readonly #ended: Promise<never>;

  /** @param module what the process runs. Defaults to this program, told to be a worker. */
  constructor(module = process.argv[1] ?? '', args: readonly string[] = ['worker']) {
    this.#child = fork(module, args);
    this.#ended = once(this.#child, 'exit').then(([code]) => {
      throw new Error(`The process ${[module, ...args].join(' ')} ended with ${String(code)} before it answered.`);
    });
    // It ends without a task when it is stopped.
    this.#ended.catch(() => undefined);
  }

  run<T>(task: string, ...args: readonly unknown[]): Promise<T> {
    this.#child.send([task, ...args]);
    return this.answer<T>();
  }

  /** The next thing that the process sends. */
  async answer<T>(): Promise<T> {
    const [answer] = (await Promise.race([once(this.#child, 'message'), this.#ended])) as [T];
    return answer;
  }

  stop(): void {
    this.#child.kill();
  }
}

/**
 * A worker for each name while something runs.
 *
 * Contenders do not share a process: what one has run before would change how the next one is compiled.
 */
export async function withWorkers<N extends string, T>(
  names: readonly N[],
  use: (workers: Readonly<Record<N, Worker>>) => Promise<T>,
): Promise<T> {
  const workers = Object.fromEntries(names.map((name) => [name, new Worker()])) as Record<N, Worker>;
  try {
    return await use(workers);
  } finally {
    for (const name of names) workers[name].stop();
  }
}

/** Makes this process a worker, for as long as the one that started it runs. */
export function work(tasks: Tasks): void {
  const answer = async ([task, ...args]: [string, ...never[]]): Promise<void> => {
    process.send?.((await tasks[task]?.(...args)) ?? null);
  };
  process.on('message', (message: [string, ...never[]]) => void answer(message));
  process.on('disconnect', () => process.exit());
}
