/**
 * A `google.protobuf.Any` as a transport received it: still packed, its type known by name only.
 *
 * A binary transport gives the bytes, a JSON transport the fields.
 */
export type PackedMessage = PackedBinary | PackedJson;

/** A packed message from a binary transport (gRPC, Connect, gRPC-Web). */
export interface PackedBinary {
  /** For example `type.googleapis.com/google.rpc.ErrorInfo`. */
  readonly typeUrl: string;
  /** The serialized message. */
  readonly value: Uint8Array;
}

/** A packed message from a JSON transport (REST). */
export interface PackedJson {
  /** For example `type.googleapis.com/google.rpc.ErrorInfo`. */
  readonly typeUrl: string;
  /** The message in the JSON mapping of protobuf, without its `@type`. */
  readonly json: unknown;
}

/** The full name of the packed type: what follows the last slash of the type URL, whatever its prefix. */
export function typeNameOf(packed: PackedMessage): string {
  return packed.typeUrl.slice(packed.typeUrl.lastIndexOf('/') + 1);
}
