import type { Observable } from 'rxjs';
import type { CallOptions, OperationsClient } from '../core/client/operations-client.js';
import type { OperationMessage } from '../core/model/operation-message.js';

/** A server, as the commands see it, whatever it speaks. */
export interface Connection extends OperationsClient {
  /** Calls a method that starts an operation: `acme.v1.Reports/CreateReport`. */
  startOperation(method: string, request: object, options?: CallOptions): Observable<OperationMessage>;
  close(): void;
}
