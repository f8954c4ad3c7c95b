import { detailsInBytes } from '../core/model/repack.js';
import { retryHintOf } from '../core/model/retry-hint.js';
import type { SendableError } from '../core/model/sendable-status.js';
import { sendableStatus } from '../core/model/sendable-status.js';
import type { MessageTypes } from './message-types.js';
import type { WireStatus } from './wire.js';

/** The part of grpc-js' Metadata that is written. */
interface MetadataWriter {
  set(key: string, value: string | Buffer): void;
}

/** What a status is made with. */
export interface GrpcStatusParts<M extends MetadataWriter> {
  readonly grpc: { readonly Metadata: new () => M };
  /** Google's types, and those of details that came as JSON. */
  readonly types: MessageTypes;
}

/** What a gRPC call ends with: grpc-js takes it from handlers. */
export interface GrpcStatus<M> {
  readonly code: number;
  /** The message. */
  readonly details: string;
  /** The trailers; the details of the error are in `grpc-status-details-bin`. */
  readonly metadata: M;
}

/** The status that tells an error, with those of its details that can be sent in bytes. */
export function grpcStatusOf<M extends MetadataWriter>(
  error: SendableError,
  { grpc, types }: GrpcStatusParts<M>,
): GrpcStatus<M> {
  const { code, message, details } = sendableStatus(error);
  const metadata = new grpc.Metadata();
  const packed = detailsInBytes(details, types.find).map(({ typeUrl, value }) => ({ type_url: typeUrl, value }));
  if (packed.length > 0) {
    const bytes = types.get<WireStatus>('google.rpc.Status').toBinary({ code, message, details: packed });
    if (bytes.length <= LARGEST_DETAILS) metadata.set('grpc-status-details-bin', Buffer.from(bytes));
  }
  const retryDelay = retryHintOf(error.retryDelay);
  if (retryDelay !== undefined) metadata.set('retry-after', String(Math.ceil(retryDelay / 1_000)));
  return { code, details: message, metadata };
}

/** They travel in trailers, too. */
const LARGEST_DETAILS = 8_192;
