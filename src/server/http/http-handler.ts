import { connectNodeAdapter } from '@connectrpc/connect-node';
import type { RequestListener } from 'node:http';
import { messageRegistry } from '../../protobuf/json/message-registry.js';
import type { ProtoDescriptor } from '../../protobuf/proto-source.js';
import { clientError } from '../answer-call.js';
import { sendError } from '../http-error.js';
import { LARGEST_REQUEST } from '../serve-limits.js';
import type { Access } from './admission.js';
import { admit } from './admission.js';
import { answerAllow } from './allow.js';
import { connectRoutes, connectVerbs } from './connect-routes.js';
import type { HttpParts } from './http-parts.js';
import { jsonDecoder } from './json-decoder.js';
import { normalizeTarget } from './request-target.js';
import { restHandler } from './rest-handler.js';
import { staticFiles } from './static-files.js';

/** What is answered, and to whom. */
export interface HttpHandlerOptions extends Omit<HttpParts, 'registry'>, Access {
  /** What defines the methods, and the messages that are packed. */
  readonly descriptors: readonly ProtoDescriptor[];
  /** The folder of an application for browsers; none when absent. */
  readonly webRoot: string | undefined;
}

/**
 * Answers the requests of HTTP/1: those of Connect and gRPC-Web by their paths, all others as REST, or with a file.
 *
 * All that needs @bufbuild/protobuf and Connect is in this folder, which is loaded when it is needed.
 */
export function httpHandler({ descriptors, methods, calls, webRoot, ...access }: HttpHandlerOptions): RequestListener {
  const parts: HttpParts = { methods, calls, registry: messageRegistry(descriptors) };
  const answer = connectNodeAdapter({
    routes: (router) => connectRoutes(router, parts),
    fallback: restHandler(parts, webRoot === undefined ? undefined : staticFiles(webRoot)) as Parameters<
      typeof connectNodeAdapter
    >[0]['fallback'],
    // Needs HTTP/2, which does not come here.
    grpc: false,
    readMaxBytes: LARGEST_REQUEST,
    jsonOptions: { registry: parts.registry, ...{ textDecoder: jsonDecoder } },
    // Nobody looks at them, and a request may have millions.
    binaryOptions: { readUnknownFields: false },
  });
  const verbs = connectVerbs(parts);
  return (request, response) => {
    try {
      normalizeTarget(request, response);
      if (!admit(request, response, access)) return;
      const [path = ''] = (request.url ?? '').split('?', 1);
      const taken = verbs.get(path);
      // Node leaves out the body of an answer to HEAD.
      if (taken?.includes('GET') && request.method === 'HEAD') request.method = 'GET';
      if (taken?.includes(request.method ?? '') === false) return answerAllow(response, taken);
      answer(request, response);
    } catch (error) {
      sendError(response, clientError(error, 'HTTP', calls));
    }
  };
}
