import { optionalModule } from '../protobuf/optional-module.js';

/** @grpc/grpc-js, loaded when it is first needed. */
export type Grpc = typeof import('@grpc/grpc-js');

/** Loads @grpc/grpc-js; an application that never calls does not pay for it. */
export function loadGrpc(): Promise<Grpc> {
  return optionalModule('@grpc/grpc-js', import('@grpc/grpc-js'));
}
