import type { AnsweredState, OperationMessage, PackedMessage } from 'rxjs-longrunning';
import { operationState, typeNameOf } from 'rxjs-longrunning';
import type { Progress } from '../shared/words.js';
import { progressOf, visibleLine } from '../shared/words.js';
import { fieldsOf } from './fields-of.js';

/** What became of an operation, or that it goes on. */
export type Status = AnsweredState['status'];

/** When an operation was seen, in ms since 1970. */
export interface Seen {
  readonly first: number;
  /** Whether it began then; else it was there before. */
  readonly isStart: boolean;
  /** When it was first seen to be done, unless it was from the first. */
  readonly end?: number;
}

/** One operation of the list. */
export interface OperationRow {
  readonly message: OperationMessage;
  readonly name: string;
  /** The name, as it is shown. */
  readonly title: string;
  /** The same, without its collection. */
  readonly id: string;
  readonly kind: string;
  readonly status: Status;
  readonly progress: Progress | undefined;
  readonly seen: Seen;
}

/** The row that a message makes. */
export function operationRow(message: OperationMessage, seen: Seen): OperationRow {
  const { name, metadata } = message;
  return {
    message,
    name,
    title: visibleLine(name),
    id: visibleLine(name.slice(name.lastIndexOf('/') + 1)),
    kind: kindOf(message),
    status: operationState(message, {}, { attempt: 1, failures: 0 }).status,
    progress: metadata && shownProgress(metadata),
    seen,
  };
}

/** What an operation does, for all that its metadata tells: of `acme.v1.ImportBooksMetadata`, `ImportBooks`. */
export function kindOf({ metadata, response }: OperationMessage): string {
  const packed = metadata ?? response;
  if (!packed) return 'Operation';
  const name = typeNameOf(packed)
    .replace(/^.*\./, '')
    .replace(/(Operation)?Metadata$|Response$/, '');
  return visibleLine(name);
}

/** How far an operation is, in words that show as what they are: its units are the names of fields. */
export function shownProgress(metadata: PackedMessage): Progress | undefined {
  const progress = progressOf(fieldsOf(metadata));
  return progress && { ...progress, text: visibleLine(progress.text) };
}
