import type { Observable } from 'rxjs';
import type { OperationMessage } from '../core/model/operation-message.js';
import type { ProtoSource } from '../protobuf/proto-source.js';

/** A service whose methods start operations. */
export interface StartingService {
  /** The full name: `acme.v1.Reports`. */
  readonly name: string;
  /** What defines it, and the messages that its operations pack, which REST and Connect answer as JSON. */
  readonly protos: readonly ProtoSource[];
  /** From a request, in the shape of @grpc/proto-loader, to the message of the operation that it started. */
  readonly methods: Readonly<Record<string, (request: object) => Observable<OperationMessage>>>;
}
