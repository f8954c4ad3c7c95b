import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { defer, from, fromEvent, map, of, takeUntil } from 'rxjs';
import { StatusCode } from '../../core/model/status-code.js';
import { packedJson } from '../../protobuf/json/packed-json.js';
import type { Encoding } from '../answer-call.js';
import { answerCall$ } from '../answer-call.js';
import type { RestReply } from '../http-error.js';
import { errorReply, HttpError, sendError, sendReply } from '../http-error.js';
import { HTTP_VERBS } from '../http-rule.js';
import { answerAllow } from './allow.js';
import { answerJson } from './answer-json.js';
import type { HttpParts } from './http-parts.js';
import type { RestBinding } from './rest-bindings.js';
import { restBindings } from './rest-bindings.js';
import { restBody } from './rest-body.js';
import { readRestRequest } from './rest-request.js';
import type { StaticFiles } from './static-files.js';

/** Serves the methods over REST, and files at the paths that are of no method. */
export function restHandler(parts: HttpParts, files: StaticFiles = noFiles): RequestListener {
  const bindings = parts.methods.flatMap((method) => restBindings(method, parts.registry));
  return (request, response) => {
    const [path = '', query = ''] = (request.url ?? '').split('?', 2);
    const there = bindings.filter((binding) => binding.path.test(path));
    const asked = request.method === 'HEAD' ? 'GET' : request.method;
    const binding = there.find(({ verb }) => verb === asked);
    if (binding) return answer(binding, { path, query, request, response }, parts);
    if (path === '*')
      return answerAllow(
        response,
        HTTP_VERBS.map((verb) => verb.toUpperCase()),
      );
    if (there.length === 0) {
      void files(request, response).then((isAnswered) => isAnswered || sendError(response, NOWHERE));
      return;
    }
    answerAllow(
      response,
      there.map(({ verb }) => verb),
    );
  };
}

const noFiles: StaticFiles = () => Promise.resolve(false);

const NOWHERE = new HttpError(404, { code: StatusCode.NOT_FOUND, message: 'there is no such path' });

interface Exchange {
  readonly path: string;
  readonly query: string;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

function answer(binding: RestBinding, { path, query, request, response }: Exchange, parts: HttpParts): void {
  const { registry, calls } = parts;
  const request$ = defer(() => (binding.body === undefined ? of(undefined) : from(restBody(request)))).pipe(
    map((body) => readRestRequest(binding, { path, query, body }, parts)),
  );
  const encoding: Encoding<RestReply> = {
    answer: (answered) => ({ status: 200, body: JSON.stringify(answerJson(answered, registry)) }),
    error: (error) =>
      errorReply(
        error,
        error.details.map(({ packed }) => packedJson(packed, registry)),
      ),
  };
  answerCall$(binding.method, request$, encoding, calls)
    // The client hung up.
    .pipe(takeUntil(fromEvent(response, 'close')))
    .subscribe({
      next: (reply) => sendReply(response, reply),
      // It has none.
      error: (error: unknown) => calls.onError(error, binding.method.definition.path),
    });
}
