import type { DescMessage, DescMethodUnary, MessageShape } from '@bufbuild/protobuf';
import { toBinary } from '@bufbuild/protobuf';
import { MethodOptions_IdempotencyLevel } from '@bufbuild/protobuf/wkt';
import type { ConnectRouter, HandlerContext } from '@connectrpc/connect';
import { ConnectError } from '@connectrpc/connect';
import type { Observable } from 'rxjs';
import { defer, firstValueFrom, fromEvent, map, merge, of } from 'rxjs';
import type { RpcError } from '../../core/model/rpc-error.js';
import { typeNameOf } from '../../core/model/packed-message.js';
import { detailsInBytes } from '../../core/model/repack.js';
import { sendableStatus } from '../../core/model/sendable-status.js';
import { answerCall$ } from '../answer-call.js';
import type { Answer } from '../served-method.js';
import { toWireAnswer } from '../served-method.js';
import { answerJson } from './answer-json.js';
import { answerSchema, binaryAnswer, jsonAnswer } from './answer-schema.js';
import type { HttpParts } from './http-parts.js';

type Reply = MessageShape<DescMessage> | ConnectError;

/** Serves the methods over Connect and gRPC-Web. */
export function connectRoutes(router: ConnectRouter, { methods, registry, calls }: HttpParts): void {
  for (const method of methods) {
    const { path, requestDeserialize, responseSerialize } = method.definition;
    const described = describedMethod(path, registry);
    const inBinary = (answer: Answer) => binaryAnswer(responseSerialize(toWireAnswer(answer)));
    const inJson = (answer: Answer) => jsonAnswer(answerJson(answer, registry));
    router.rpc({ ...described, output: answerSchema }, async (message, context) => {
      const request$ = defer(() => of(requestDeserialize(Buffer.from(toBinary(described.input, message)))));
      const answer = context.requestHeader.get('content-type')?.includes('json') ? inJson : inBinary;
      const answer$ = answerCall$<Reply>(method, request$, { answer, error: connectError }, calls);
      const reply = await firstValueFrom(merge(answer$, aborted$(context)));
      if (reply instanceof ConnectError) throw reply;
      return reply;
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
  const packed = detailsInBytes(details);
  const bytes = packed.reduce((sum, each) => sum + each.typeUrl.length + each.value.length, 0);
  if (bytes <= LARGEST_DETAILS)
    connectError.details = packed.map((each) => ({ type: typeNameOf(each), value: each.value }));
  return connectError;
}

/** What Connect itself writes must not fail, as the call would hang. */
const LARGEST_DETAILS = 1_048_576;
