/*
 * What @grpc/proto-loader makes of google's messages, with `keepCase: false`, with or without `defaults`.
 */

/** `google.protobuf.Any`: proto-loader says `type_url` in every mode; other loaders do not. */
export interface WireAny {
  readonly type_url?: string;
  readonly typeUrl?: string;
  /** Bytes; for loaders with `bytes: Array` or `bytes: String`, numbers or base64. */
  readonly value?: Uint8Array | readonly number[] | string;
}

/** `google.rpc.Status` */
export interface WireStatus {
  readonly code?: number;
  readonly message?: string;
  readonly details?: readonly WireAny[];
}

/** `google.longrunning.Operation` */
export interface WireOperation {
  readonly name?: string;
  readonly done?: boolean;
  readonly metadata?: WireAny | null;
  readonly error?: WireStatus | null;
  readonly response?: WireAny | null;
}

/** `google.protobuf.Duration` */
export interface WireDuration {
  readonly seconds?: number | string | { toString(): string };
  readonly nanos?: number;
}
