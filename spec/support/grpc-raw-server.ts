import type { Metadata, sendUnaryData, ServerUnaryCall, ServiceDefinition } from '@grpc/grpc-js';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import type { PackageDefinition } from '@grpc/proto-loader';
import { loadSync } from '@grpc/proto-loader';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import type { GrpcFixture } from './grpc-fixture.js';

const googleDir = dirname(createRequire(import.meta.url).resolve('google-proto-files/package.json'));

/** The definitions of google.longrunning and google.rpc as google-proto-files has them: none of this package's own. */
export function googleDefinitions(options: Parameters<typeof loadSync>[1] = {}): PackageDefinition {
  const files = ['google/longrunning/operations.proto', 'google/rpc/error_details.proto'];
  return loadSync(files, { includeDirs: [googleDir], ...options });
}

/** Serializes a message of one of Google's types. */
export function googleBytes(typeName: string, message: object): Buffer {
  const type = definitions[typeName] as { serialize(message: object): Buffer };
  return type.serialize(message);
}

const definitions = googleDefinitions({ defaults: true });

/** One call that the server got. */
export interface ReceivedCall {
  readonly method: string;
  readonly request: Readonly<Record<string, unknown>>;
  readonly metadata: Metadata;
  readonly call: ServerUnaryCall<object, object>;
}

/** A bare grpc-js server of google.longrunning.Operations that answers as told, and records what it got. */
export interface RawServer {
  readonly target: string;
  readonly calls: readonly ReceivedCall[];
}

type Answer = (received: ReceivedCall, callback: sendUnaryData<object>) => void;

export async function serveRaw(fixture: GrpcFixture, answer: Answer): Promise<RawServer> {
  const service = definitions['google.longrunning.Operations'] as ServiceDefinition;
  const calls: ReceivedCall[] = [];
  const handler = (method: string) => (call: ServerUnaryCall<object, object>, callback: sendUnaryData<object>) => {
    const received = { method, request: call.request as ReceivedCall['request'], metadata: call.metadata, call };
    calls.push(received);
    answer(received, callback);
  };
  const server = new Server();
  server.addService(service, Object.fromEntries(Object.keys(service).map((method) => [method, handler(method)])));
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  fixture.closeLater(() => server.forceShutdown());
  return { target: `127.0.0.1:${port}`, calls };
}
