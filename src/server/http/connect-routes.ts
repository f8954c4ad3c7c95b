import type { DescMethodUnary } from '@bufbuild/protobuf';
import { toBinary } from '@bufbuild/protobuf';
import { MethodOptions_IdempotencyLevel } from '@bufbuild/protobuf/wkt';
import type { ConnectRouter, HandlerContext } from '@connectrpc/connect';
import { ConnectError } from '@connectrpc/connect';
import type { Observable } from 'rxjs';
import { catchError, firstValueFrom, fromEvent, map, merge } from 'rxjs';
import type { RpcError } from '../../core/model/rpc-error.js';
import { typeNameOf } from '../../core/model/packed-message.js';
import { detailsInBytes } from '../../core/model/repack.js';
import { sendableStatus } from '../../core/model/sendable-status.js';
import { answerCall$, clientError } from '../answer-call.js';
import type { Answer } from '../served-method.js';
import { toWireAnswer } from '../served-method.js';
import { answerJson } from './answer-json.js';
import { answerSchema, binaryAnswer, jsonAnswer } from './answer-schema.js';
import type { HttpParts } from './http-parts.js';

/** Serves the methods over Connect and gRPC-Web. */
export function connectRoutes(router: ConnectRouter, { methods, registry, calls }: HttpParts): void {
  for (const method of methods) {
    const { path, requestDeserialize, responseSerialize } = method.definition;
    const described = describedMethod(path, registry);
    const inBinary = (answer: Answer) => binaryAnswer(responseSerialize(toWireAnswer(answer)));
    const inJson = (answer: Answer) => jsonAnswer(answerJson(answer, registry));
    router.rpc({ ...described, output: answerSchema }, (message, context) => {
      const request = requestDeserialize(Buffer.from(toBinary(described.input, message)));
      const encode = context.requestHeader.get('content-type')?.includes('json') ? inJson : inBinary;
      const answer$ = answerCall$(method, request, encode, calls).pipe(
        catchError((error: unknown) => {
          throw connectError(clientError(error, path, calls));
        }),
      );
      return firstValueFrom(merge(answer$, aborted$(context)));
    });
  }
}

/** The methods of HTTP that each path takes. */
export function connectVerbs({ methods, registry }: HttpParts): ReadonlyMap<string, readonly string[]> {
  return new Map(
    methods.map(({ definition: { path } }) => {
      const { idempotency } = describedMethod(path, registry);
      return [path, idempotency === MethodOptions_IdempotencyLevel.NO_SIDE_EFFECTS ? ['GET', 'POST'] : ['POST']];
    }),
  );
}

function describedMethod(path: string, registry: HttpParts['registry']): DescMethodUnary {
  const [, service = '', name] = path.split('/');
  return registry.getService(service)?.methods.find((each) => each.name === name) as DescMethodUnary;
}

/** Errors when the client hangs up, or its timeout is over. */
function aborted$({ signal }: HandlerContext): Observable<never> {
  return fromEvent(signal, 'abort').pipe(
    map(() => {
      throw signal.reason;
    }),
  );
}

function connectError(error: RpcError): ConnectError {
  const { code, message, details } = sendableStatus(error);
  const connectError = new ConnectError(message, code);
  connectError.details = detailsInBytes(details).map((packed) => ({ type: typeNameOf(packed), value: packed.value }));
  return connectError;
}
