import { create } from '@bufbuild/protobuf';
import { durationFromMs } from '@bufbuild/protobuf/wkt';
import { concat, NEVER, of, Subject, takeUntil, throwError } from 'rxjs';
import { messageTypeOf } from '../../src/connect/index.js';
import type { OperationMessage, PackedMessage } from '../../src/index.js';
import { pack, RpcError, StatusCode, toStatusDetail } from '../../src/index.js';
import type { InMemoryOperations, OperationsServer } from '../../src/server/index.js';
import { loadDigester } from '../../src/server/index.js';
import type { GrpcFixture } from '../support/grpc-fixture.js';
import { digestTypes, errorSchemas, schemas } from './digest-types.js';

/** How an operation of these specs goes. */
export type Kind = 'succeeds' | 'fails' | 'fails oddly' | 'runs';

/** Our server, with the Digester and with operations of every kind. */
export class OurServer {
  /** Ends the operations that run, with success. */
  readonly end$ = new Subject<void>();

  constructor(
    private readonly operations: InMemoryOperations,
    readonly server: OperationsServer,
  ) {}

  /** Starts an operation. */
  start(kind: Kind): OperationMessage {
    const metadata = create(schemas.DigestTreeMetadataSchema, { filesDone: 7, bytesDone: 2n ** 40n });
    const response = create(schemas.DigestTreeResponseSchema, { sha256: 'abc', files: 3, bytes: 2n ** 40n });
    const begun$ = of({ metadata });
    const ended$ = of({ response });
    const work$ = {
      succeeds: concat(begun$, ended$),
      fails: concat(
        begun$,
        throwError(() => diskFull([])),
      ),
      'fails oddly': concat(
        begun$,
        throwError(() => diskFull([UNKNOWN])),
      ),
      runs: concat(begun$, NEVER.pipe(takeUntil(this.end$)), ended$),
    }[kind];
    return this.operations.start(work$, digestTypes);
  }
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

/** Serves over real sockets, until the fixture closes. */
export async function serveOurs(fixture: GrpcFixture): Promise<OurServer> {
  const operations = fixture.store();
  const services = [await loadDigester({ operations, root: 'src' })];
  return new OurServer(operations, await fixture.serve({ operations, services }));
}
