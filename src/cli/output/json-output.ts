import type { Io } from '../io.js';
import type { Output, View } from './output.js';
import { stateJson } from './state-json.js';

/** One JSON object for each state, on stdout; nothing else. */
export function jsonOutput({ types }: View, { stdout }: Io): Output {
  return {
    note: () => undefined,
    state: (state) => stdout.write(`${stateJson(state, types)}\n`),
    close: () => undefined,
  };
}
