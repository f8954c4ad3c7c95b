import type { MethodDefinition, PackageDefinition } from '@grpc/proto-loader';
import type { Observable } from 'rxjs';
import { map } from 'rxjs';
import type { ListOperationsRequest, OperationsClient } from '../core/client/operations-client.js';
import { durationToMs } from '../protobuf/duration.js';
import type { WireDuration } from '../protobuf/wire.js';
import type { HttpRule } from './http-rule.js';
import type { Answer, ServedMethod } from './served-method.js';

/** Requests as proto-loader decodes them, with defaults. */
interface NamedRequest {
  readonly name: string;
}

interface WaitRequest extends NamedRequest {
  readonly timeout: WireDuration | null;
}

/**
 * Where the methods are over REST, for names of any pattern: what ends in `operations` is a collection. Google's own
 * file binds no WaitOperation; this is where its servers have it.
 */
const HTTP: Readonly<Record<string, HttpRule>> = {
  ListOperations: { get: '/v1/{name=operations}', additional_bindings: { get: '/v1/{name=**/operations}' } },
  GetOperation: { get: '/v1/{name=**}' },
  WaitOperation: { post: '/v1/{name=**}:wait', body: '*' },
  CancelOperation: { post: '/v1/{name=**}:cancel', body: '*' },
  DeleteOperation: { delete: '/v1/{name=**}' },
};

/** The methods of `google.longrunning.Operations`, answered by any operations client. */
export function operationsMethods(operations: OperationsClient, google: PackageDefinition): ServedMethod[] {
  const answers: Readonly<Record<string, (request: never) => Observable<Answer>>> = {
    // Before Get, which would take the name of a collection, too.
    ListOperations: ({ name, filter, pageSize, pageToken }: ListOperationsRequest) =>
      operations.listOperations({ name, filter, pageSize, pageToken }),
    GetOperation: ({ name }: NamedRequest) => operations.getOperation({ name }),
    WaitOperation: ({ name, timeout }: WaitRequest) =>
      operations.waitOperation(timeout ? { name, timeout: durationToMs(timeout) } : { name }),
    CancelOperation: ({ name }: NamedRequest) => operations.cancelOperation({ name }).pipe(map(() => null)),
    DeleteOperation: ({ name }: NamedRequest) => operations.deleteOperation({ name }).pipe(map(() => null)),
  };
  const service = google['google.longrunning.Operations'] as Record<string, MethodDefinition<object, object>>;
  return Object.entries(answers).map(([name, answer$]) => ({
    definition: service[name] as MethodDefinition<object, object>,
    http: HTTP[name],
    answer$: answer$ as ServedMethod['answer$'],
  }));
}
