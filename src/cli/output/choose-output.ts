import type { Io } from '../io.js';
import { jsonOutput } from './json-output.js';
import { linesOutput } from './lines-output.js';
import type { Output, View } from './output.js';
import { loadTerminalOutput } from './terminal-output.js';

/**
 * The form that fits: JSON where it is asked for; else a bar where a person looks at the progress, which goes to stderr, so
 * that the result can still be piped on; else lines.
 */
export async function chooseOutput({ json }: { readonly json?: boolean }, view: View, io: Io): Promise<Output> {
  if (json) return jsonOutput(view, io);
  return io.stderr.isTTY ? loadTerminalOutput(view, io) : linesOutput(view, io);
}
