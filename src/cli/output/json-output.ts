import type { Io } from '../io.js';
import type { Output, View } from './output.js';
import { writeLine } from './write-line.js';
import { stateJson } from './state-json.js';

/** One JSON object for each state, on stdout; nothing else. */
export function jsonOutput({ types }: View, { stdout }: Io): Output {
  return {
    note: () => undefined,
    state: (state) => writeLine(stdout, stateJson(state, types)),
    close: () => undefined,
  };
}
