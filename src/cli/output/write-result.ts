import type { OperationState } from '../../core/model/operation-state.js';
import type { Io } from '../io.js';
import type { View } from './output.js';
import { writeLine } from './write-line.js';
import { stateLines } from './state-text.js';

/** Writes how an operation ended, for people: a result to stdout, anything else to stderr, where no script takes it for one. */
export function writeResult(state: OperationState, view: View, elapsed: number, { stdout, stderr }: Io): void {
  if (state.status === 'succeeded') writeLine(stdout, ...view.resultLines(state, elapsed));
  else writeLine(stderr, ...stateLines(state, view.types));
}
