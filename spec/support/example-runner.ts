/**
 * A program that runs examples one after the other, each when the one before has left nothing to do, which is when a
 * process of its own would end: `example-runner.ts <file to write what became of them to> <module>…`. One that never
 * ends is ended by SIGTERM, and with it the program: nothing would come after it.
 */
import '@angular/compiler';
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { format } from 'node:util';
import { givenClient } from './given-client.js';

/** What became of an example. */
export interface ExampleRun {
  /** Whether it came to its last line, and then left nothing to do. */
  ended: boolean;
  readonly printed: string[];
  /** What it threw, wherever, and what it printed as an error or a warning. */
  readonly errors: string[];
}

/** The end of the names of modules that take `client` for granted. */
const GIVEN = '.given.ts';

/** What the delays of those are divided by: the answers of the given client take no time of the clock. */
const HURRY = 20;

const [report = '', ...modules] = process.argv.slice(2);
const runs: Record<string, ExampleRun> = {};
const timers = { setTimeout, setInterval };
const hurriedTimers = { setTimeout: hurried(setTimeout), setInterval: hurried(setInterval) };

function hurried(timer: (callback: () => void, delay: number, ...args: unknown[]) => unknown): typeof timer {
  return (callback, delay, ...args) => timer(callback, delay / HURRY, ...args);
}

function runNext(): void {
  const module = modules.shift();
  if (module === undefined) return;
  const run: ExampleRun = { ended: false, printed: [], errors: [] };
  runs[module] = run;
  const print = (...words: unknown[]) => void run.printed.push(format(...words));
  const fail = (...words: unknown[]) => void run.errors.push(format(...words));
  const given = module.endsWith(GIVEN) ? { ...hurriedTimers, client: givenClient() } : { ...timers, client: undefined };
  Object.assign(globalThis, given);
  Object.assign(console, { log: print, warn: fail, error: fail });
  process.removeAllListeners('uncaughtException').on('uncaughtException', fail);
  let cameToItsEnd = false;
  process.once('beforeExit', () => {
    run.ended = cameToItsEnd;
    runNext();
  });
  import(pathToFileURL(resolve(module)).href).then(() => (cameToItsEnd = true), fail);
}

process.once('SIGTERM', () => process.exit());
process.once('exit', () => writeFileSync(report, JSON.stringify(runs)));
runNext();
