import { isErrorNamed } from './is-error-named.js';
import type { PackedMessage } from './packed-message.js';

/** What an `UnpackError` is made from. */
export interface UnpackErrorInit {
  /** The type that was expected. */
  readonly expected: string;
  /** What was there. */
  readonly found: string;
  /** The message that does not unpack. */
  readonly packed: PackedMessage;
  /** What was unpacked: `response of "operations/1"`. */
  readonly what?: string | undefined;
  /** What to do about it: a sentence. */
  readonly hint?: string | undefined;
  readonly cause?: unknown;
}

/** A packed message is not of the expected type, does not parse, or came in an encoding that the type does not read. */
export class UnpackError extends Error {
  override readonly name = 'UnpackError';
  readonly expected: string;
  readonly found: string;
  /** The message as it came: unpack it as another type, or keep it. */
  readonly packed: PackedMessage;

  constructor(init: UnpackErrorInit) {
    const what = init.what ? `The ${init.what}` : 'The message';
    super(
      `${what} does not unpack: expected ${init.expected}, found ${init.found}.${init.hint ? ` ${init.hint}` : ''}`,
      init.cause === undefined ? undefined : { cause: init.cause },
    );
    this.expected = init.expected;
    this.found = init.found;
    this.packed = init.packed;
  }
}

/** Whether something is an `UnpackError`, also one of another copy of this package. */
export function isUnpackError(error: unknown): error is UnpackError {
  return isErrorNamed(error, 'UnpackError', 'expected', 'found');
}
