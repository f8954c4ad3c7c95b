import { create } from '@bufbuild/protobuf';
import { durationFromMs } from '@bufbuild/protobuf/wkt';
import { concat, NEVER, of, Subject, takeUntil, throwError } from 'rxjs';
import { messageTypeOf } from '../../src/connect/index.js';
import type { OperationMessage, PackedMessage } from '../../src/index.js';
import { pack, RpcError, StatusCode, toStatusDetail } from '../../src/index.js';
import { digesterProto, loadDigester } from '../../src/server/index.js';
import type { GrpcFixture } from '../support/grpc-fixture.js';
import { digestTypes, errorSchemas, schemas } from './digest-types.js';

/** How an operation of these specs goes. */
export type Kind = 'succeeds' | 'fails' | 'fails oddly' | 'runs';

/** Our server, with the Digester and with operations of every kind. */
export interface OurServer {
  /** For gRPC: `host:port`. */
  readonly target: string;
  /** For REST, Connect and gRPC-Web. */
  readonly url: string;
  /** Ends the operations that run, with success. */
  readonly end$: Subject<void>;
  /** Starts an operation. */
  start(kind: Kind): OperationMessage;
}

/** Serves over real sockets, until the fixture closes: the method of the Digester takes a kind, too, for a path. */
export async function serveOurs(fixture: GrpcFixture): Promise<OurServer> {
  const operations = fixture.store({ maxRunning: 1_000 });
  const end$ = new Subject<void>();
  const works = worksUntil(end$);
  const start = (kind: Kind): OperationMessage => operations.start(works[kind], digestTypes);
  const { name, methods } = await loadDigester({ operations, root: 'src' });
  const DigestTree = (request: { readonly path?: string }) =>
    request.path !== undefined && request.path in works
      ? of(start(request.path as Kind))
      : (methods['DigestTree']?.(request) ?? NEVER);
  const services = [{ name, protos: [digesterProto], methods: { DigestTree } }];
  const { target, url } = await fixture.serve({ operations, services });
  return { target, url, end$, start };
}

function worksUntil(end$: Subject<void>) {
  const begun$ = of({
    metadata: create(schemas.DigestTreeMetadataSchema, { filesDone: 7, bytesDone: 2n ** 40n }),
  });
  const ended$ = of({
    response: create(schemas.DigestTreeResponseSchema, { sha256: 'abc', files: 3, bytes: 2n ** 40n }),
  });
  const failed$ = (...more: readonly PackedMessage[]) => throwError(() => diskFull(more));
  return {
    succeeds: concat(begun$, ended$),
    fails: concat(begun$, failed$()),
    'fails oddly': concat(begun$, failed$(UNKNOWN)),
    runs: concat(begun$, NEVER.pipe(takeUntil(end$)), ended$),
  };
}

/** Of a type that neither the clients nor the server know. */
const UNKNOWN: PackedMessage = { typeUrl: 'type.googleapis.com/acme.v1.Unknown', value: Uint8Array.of(8, 1) };

function diskFull(more: readonly PackedMessage[]): RpcError {
  const { ErrorInfoSchema, RetryInfoSchema } = errorSchemas;
  const errorInfo = create(ErrorInfoSchema, {
    reason: 'DISK_FULL',
    domain: 'disks.example.com',
    metadata: { disk: 'sda' },
  });
  const retryInfo = create(RetryInfoSchema, { retryDelay: durationFromMs(1_500) });
  return new RpcError({
    code: StatusCode.FAILED_PRECONDITION,
    message: 'the disk is full',
    details: [
      pack(errorInfo, messageTypeOf(ErrorInfoSchema)),
      pack(retryInfo, messageTypeOf(RetryInfoSchema)),
      ...more,
    ].map((packed) => toStatusDetail(packed)),
  });
}
