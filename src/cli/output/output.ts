import type { OperationState } from '../../core/model/operation-state.js';
import type { KnownTypes } from './known-types.js';

/** Shows a wait as it goes: one form for a terminal, one for a pipe, one for programs. */
export interface Output {
  /** Says something about the wait itself. */
  note(text: string): void;
  /** Shows a state; the last one is the result. */
  state(state: OperationState): void;
  /** Ends what is drawn, so that other lines can follow. */
  close(): void;
}

/** What an output shows. */
export interface View {
  readonly types: KnownTypes;
  /** The result of an operation that succeeded, for people; `elapsed` in ms. */
  resultLines(state: OperationState, elapsed: number): readonly string[];
}
