import { isErrorNamed } from './is-error-named.js';

/** What an `UnpackError` is made from. */
export interface UnpackErrorInit {
  /** The type that was expected. */
  readonly expected: string;
  /** What was there. */
  readonly found: string;
  /** What was unpacked: `response of "operations/1"`. */
  readonly what?: string | undefined;
  readonly cause?: unknown;
}

/** A packed message is not of the type that was expected, or does not parse. The message itself stays readable, packed. */
export class UnpackError extends Error {
  override readonly name = 'UnpackError';
  readonly expected: string;
  readonly found: string;

  constructor(init: UnpackErrorInit) {
    const what = init.what ? `The ${init.what}` : 'The message';
    super(
      `${what} does not unpack: expected ${init.expected}, found ${init.found}.`,
      init.cause === undefined ? undefined : { cause: init.cause },
    );
    this.expected = init.expected;
    this.found = init.found;
  }
}

/** Whether something is an `UnpackError`, also one of another copy of this package. */
export function isUnpackError(error: unknown): error is UnpackError {
  return isErrorNamed(error, 'UnpackError', 'expected', 'found');
}
