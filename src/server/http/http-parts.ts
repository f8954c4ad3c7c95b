import type { FileRegistry } from '@bufbuild/protobuf';
import type { CallParts } from '../answer-call.js';
import type { ServedMethod } from '../served-method.js';

/** What REST and Connect share. */
export interface HttpParts {
  readonly methods: readonly ServedMethod[];
  /** All types and services. */
  readonly registry: FileRegistry;
  readonly calls: CallParts;
}
