import { optionalModule } from '../protobuf/optional-module.js';

/**
 * Loads what REST, Connect, gRPC-Web and files need; gRPC needs none of it.
 *
 * @throws Error when a package is missing: which, and how to install it.
 */
export function loadHttp(): Promise<typeof import('./http/http-handler.js')> {
  const packages = '@bufbuild/protobuf @connectrpc/connect @connectrpc/connect-node';
  return optionalModule(packages, import('./http/http-handler.js'));
}
