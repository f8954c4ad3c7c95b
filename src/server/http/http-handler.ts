import { connectNodeAdapter } from '@connectrpc/connect-node';
import type { PackageDefinition } from '@grpc/proto-loader';
import type { RequestListener } from 'node:http';
import { clientError } from '../answer-call.js';
import { sendError } from '../http-error.js';
import type { Access } from './admission.js';
import { admit } from './admission.js';
import { connectRoutes } from './connect-routes.js';
import type { HttpParts } from './http-parts.js';
import { LARGEST_REQUEST } from './http-parts.js';
import { messageRegistry } from './message-registry.js';
import { restHandler } from './rest-handler.js';

/**
 * Answers the requests of HTTP/1: those of Connect and gRPC-Web by their paths, all others as REST.
 *
 * All that needs @bufbuild/protobuf and Connect is in this folder, which is loaded when it is needed.
 *
 * @param definitions what defines the methods, and the messages that are packed.
 */
export function httpHandler({
  definitions,
  methods,
  calls,
  ...access
}: Omit<HttpParts, 'registry'> & Access & { readonly definitions: readonly PackageDefinition[] }): RequestListener {
  const parts: HttpParts = { methods, calls, registry: messageRegistry(definitions) };
  const answer = connectNodeAdapter({
    routes: (router) => connectRoutes(router, parts),
    fallback: restHandler(parts) as Parameters<typeof connectNodeAdapter>[0]['fallback'],
    // Needs HTTP/2, which does not come here.
    grpc: false,
    readMaxBytes: LARGEST_REQUEST,
    jsonOptions: { registry: parts.registry },
  });
  return (request, response) => {
    try {
      if (admit(request, response, access)) answer(request, response);
    } catch (error) {
      sendError(response, clientError(error, 'HTTP', calls));
    }
  };
}
