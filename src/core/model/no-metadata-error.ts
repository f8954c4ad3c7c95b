import { isErrorNamed } from './is-error-named.js';

/**
 * The operation carries no metadata.
 *
 * @see https://pkg.go.dev/cloud.google.com/go/longrunning#ErrNoMetadata
 */
export class NoMetadataError extends Error {
  override readonly name = 'NoMetadataError';
  readonly operationName: string;

  constructor(operationName: string) {
    super(
      `Operation "${operationName}" has no metadata. Some servers send it later, or never: poll, or read the state's metadata instead.`,
    );
    this.operationName = operationName;
  }
}

/** Whether something is a `NoMetadataError`, also one of another copy of this package. */
export function isNoMetadataError(error: unknown): error is NoMetadataError {
  return isErrorNamed(error, 'NoMetadataError', 'operationName');
}
