import type { MethodDefinition } from '@grpc/proto-loader';
import type { Observable } from 'rxjs';
import type { ListOperationsPage } from '../core/client/operations-client.js';
import type { OperationMessage } from '../core/model/operation-message.js';
import { toWireOperation } from '../protobuf/operation-wire.js';
import type { HttpRule } from './http-rule.js';

/** What methods answer with: an operation, a page of them, or nothing. */
export type Answer = OperationMessage | ListOperationsPage | null;

/** A method as it is served, whatever the protocol: each of them reads the request and writes the answer its own way. */
export interface ServedMethod {
  /** Its path, and how its messages read in binary. */
  readonly definition: MethodDefinition<object, object>;
  /** Where it is over REST; nowhere when absent. */
  readonly http?: HttpRule | undefined;
  /** Answers a request in the shape of @grpc/proto-loader. */
  readonly answer$: (request: object) => Observable<Answer>;
}

/** An answer as @grpc/proto-loader serializes it. */
export function toWireAnswer(answer: Answer): object {
  if (answer === null) return {};
  if ('operations' in answer) return { ...answer, operations: answer.operations.map((each) => toWireOperation(each)) };
  return toWireOperation(answer);
}
