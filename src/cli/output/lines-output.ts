import type { Io } from '../io.js';
import type { Output, View } from './output.js';
import { writeLine } from './write-line.js';
import { stateLine } from './state-line.js';
import { writeResult } from './write-result.js';

/** One line for each change, on stderr: a poll that shows nothing new writes nothing. */
export function linesOutput(view: View, io: Io): Output {
  const startedAt = Date.now();
  let last = '';
  return {
    note: (text) => writeLine(io.stderr, text),
    state(state) {
      const line = stateLine(state, view.types);
      if (line !== last) writeLine(io.stderr, line);
      last = line;
      if (state.done) writeResult(state, view, Date.now() - startedAt, io);
    },
    close: () => undefined,
  };
}
