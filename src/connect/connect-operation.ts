/** A `google.protobuf.Any` to create a message of protobuf-es from. */
export interface ConnectAny {
  typeUrl: string;
  value: Uint8Array;
}

/** A `google.rpc.Status` to create a message of protobuf-es from. */
export interface ConnectStatus {
  code: number;
  message: string;
  details: ConnectAny[];
}

/** A `google.longrunning.Operation` to create a message of protobuf-es from, with the schema that was generated for it. */
export interface ConnectOperation {
  name: string;
  done: boolean;
  metadata?: ConnectAny;
  result: { case: 'error'; value: ConnectStatus } | { case: 'response'; value: ConnectAny } | { case: undefined };
}
