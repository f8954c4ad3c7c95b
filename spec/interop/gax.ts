import { credentials } from '@grpc/grpc-js';
import type { ClientStub, GaxCall, LROperation, OperationsClient } from 'google-gax';
import {
  CallSettings,
  createApiCall,
  createBackoffSettings,
  GrpcClient,
  LongrunningDescriptor,
  lro,
  operation,
  protobuf,
} from 'google-gax';
import { join } from 'node:path';

/** What google-gax calls a server with. */
export interface GaxClient {
  readonly operations: OperationsClient;
  /** Starts a digest as a generated client does: gives a gax Operation. */
  readonly digestTree: (request: { readonly path: string }) => Promise<readonly [GaxOperation, ...unknown[]]>;
  /** The gax Operation of an operation message of google-gax. */
  readonly operationOf: (message: object) => GaxOperation;
  close(): void;
}

/** An operation of google-gax, with response and metadata as protobufjs decodes them. */
export type GaxOperation = LROperation<DecodedResponse, DecodedMetadata>;

interface DecodedResponse {
  readonly sha256: string;
  readonly files: number;
}

interface DecodedMetadata {
  readonly filesDone: number;
  readonly currentPath: string;
}

interface Packages {
  readonly rxjs_longrunning: { readonly digest: { readonly v1: { readonly Digester: typeof ClientStub } } };
}

const PACKAGE = 'rxjs_longrunning.digest.v1';

/** A known universe, else it asks a metadata server for it. */
const universeDomain = 'googleapis.com';

const longrunning = createBackoffSettings(1, 1, 1, null, null, null, 30_000);

/** Connects google-gax to a server of this machine. */
export async function connectGax(target: string): Promise<GaxClient> {
  const [servicePath, port] = target.split(':');
  const address = { servicePath, port: Number(port), universeDomain, sslCreds: credentials.createInsecure() };
  const operations = lro({ clientOptions: { universeDomain } }).operationsClient(address);
  const root = new protobuf.Root();
  root.resolvePath = (_from, path) => join('protos', path);
  await root.load('rxjs_longrunning/digest/v1/digester.proto');
  const decoder = (name: string) => {
    const type = root.lookupType(`${PACKAGE}.${name}`);
    return type.decode.bind(type);
  };
  const descriptor = new LongrunningDescriptor(
    operations,
    decoder('DigestTreeResponse'),
    decoder('DigestTreeMetadata'),
  );
  const grpc = new GrpcClient({ clientOptions: { universeDomain } });
  const services = grpc.loadProtoJSON(root.toJSON()) as unknown as Packages;
  const stub = await grpc.createStub(services.rxjs_longrunning.digest.v1.Digester, address);
  const digestTree: GaxCall = createApiCall(
    Promise.resolve((...args: readonly unknown[]) =>
      (stub['digestTree'] as (...a: readonly unknown[]) => never)(...args),
    ),
    new CallSettings({ longrunning, otherArgs: { metadataBuilder: grpc.metadataBuilder({}) } }),
    descriptor,
  );
  return {
    operations,
    digestTree: (request) => digestTree(request) as unknown as ReturnType<GaxClient['digestTree']>,
    operationOf: (message) => operation(message as never, descriptor, longrunning) as unknown as GaxOperation,
    close: () => {
      stub.close();
      operations.close();
    },
  };
}
