import { createClient } from '@connectrpc/connect';
import * as node from '@connectrpc/connect-node';
import * as web from '@connectrpc/connect-web';
import type { Client, ServiceClientConstructor } from '@grpc/grpc-js';
import { credentials, loadPackageDefinition } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import type { GrpcFixture } from '../support/grpc-fixture.js';
import { Operations, registry } from './digest-types.js';
import { connectGax } from './gax.js';
import { generated } from './peers.js';

/** Where a server is: for gRPC, and for what goes over HTTP. */
export interface Addresses {
  readonly target: string;
  readonly url: string;
}

/** A client that nobody here wrote, with what it answers a GetOperation with. */
export interface ForeignClient {
  readonly title: string;
  get(at: Addresses, name: string, fixture: GrpcFixture): Promise<unknown>;
}

/** Clients of @connectrpc/connect over what protoc-gen-es generated. */
const overConnect: readonly ForeignClient[] = Object.entries({
  'Connect in JSON': (baseUrl: string) => web.createConnectTransport({ baseUrl, jsonOptions: { registry } }),
  'Connect in binary': (baseUrl: string) => web.createConnectTransport({ baseUrl, useBinaryFormat: true }),
  'gRPC-Web': (baseUrl: string) => web.createGrpcWebTransport({ baseUrl }),
  gRPC: (baseUrl: string) => node.createGrpcTransport({ baseUrl }),
}).map(([title, transport]) => ({
  title: `protobuf-es over ${title}`,
  get: ({ url }, name) => createClient(Operations, transport(url)).getOperation({ name }),
}));

type GetOperation = (request: object, answer: (error: Error | null, message: unknown) => void) => void;

/** What a client of grpc-js answers. */
function call(Stub: ServiceClientConstructor, method: string, target: string, request: object, fixture: GrpcFixture) {
  const client: Client & Readonly<Record<string, unknown>> = new Stub(target, credentials.createInsecure());
  fixture.closeLater(() => client.close());
  return new Promise((resolve, reject) => {
    const get = client[method] as GetOperation;
    get.call(client, request, (error, message) => (error ? reject(error) : resolve(message)));
  });
}

/** Clients that ts-proto generated, on grpc-js. */
const ofTsProto: readonly ForeignClient[] = ['flat', 'unions', 'unions-value'].map((style) => ({
  title: `ts-proto, ${style}`,
  get: async ({ target }, name, fixture) => {
    const { OperationsClient } = await generated<{ readonly OperationsClient: ServiceClientConstructor }>(
      `ts-proto-${style}/google/longrunning/operations.ts`,
    );
    return call(OperationsClient, 'getOperation', target, { name }, fixture);
  },
}));

/** Clients of grpc-js and @grpc/proto-loader, with every option that changes the shape of a message. */
const ofProtoLoader: readonly ForeignClient[] = [true, false].flatMap((keepCase) =>
  [true, false].flatMap((oneofs) =>
    [true, false].map((defaults) => ({
      title: `proto-loader, ${JSON.stringify({ keepCase, oneofs, defaults })}`,
      get: async ({ target }: Addresses, name: string, fixture: GrpcFixture) => {
        const options = { includeDirs: ['protos'], keepCase, oneofs, defaults };
        const packages = loadPackageDefinition(loadSync('google/longrunning/operations.proto', options));
        const { google } = packages as unknown as Packages;
        return call(google.longrunning.Operations, 'GetOperation', target, { name }, fixture);
      },
    })),
  ),
);

interface Packages {
  readonly google: { readonly longrunning: { readonly Operations: ServiceClientConstructor } };
}

/** google-gax: what its client answers, the Operation that it makes of it, and what that one was told last. */
const ofGax: readonly ForeignClient[] = [
  {
    title: 'google-gax',
    get: async ({ target }, name, fixture) => {
      const gax = await connectGax(target);
      fixture.closeLater(() => gax.close());
      return (await gax.operations.getOperation({ name } as never))[0];
    },
  },
  { title: 'a gax Operation', get: polledByGax },
  {
    title: 'latestResponse of a gax Operation',
    get: async (at, name, fixture) => (await polledByGax(at, name, fixture)).latestResponse,
  },
];

async function polledByGax({ target }: Addresses, name: string, fixture: GrpcFixture) {
  const gax = await connectGax(target);
  fixture.closeLater(() => gax.close());
  const operation = gax.operationOf({ name, done: false });
  // Rejects when the operation failed.
  await Promise.allSettled([operation.getOperation()]);
  return operation;
}

/** The one that has JSON. */
export const REST = 'JSON of REST';

/** The JSON that a server answers over REST, parsed. */
const ofRest: ForeignClient = {
  title: REST,
  get: async ({ url }, name) => (await fetch(`${url}/v1/${name}`)).json() as Promise<unknown>,
};

/** Those of gRPC and of REST, and those of HTTP in general. */
export const grpcClients = [...ofTsProto, ...ofProtoLoader, ...ofGax];
export const httpClients = [...overConnect, ofRest];
