/*
 * Definitions as protobufjs writes them in JSON, and as a `ProtoDescriptor` holds them.
 */

/** A package, a message, an enum, a service or, with a `type`, an extension. */
export interface ProtoNode {
  readonly nested?: Readonly<Record<string, ProtoNode>>;
  /** Of a message: its fields by name. */
  readonly fields?: Readonly<Record<string, ProtoField>>;
  readonly oneofs?: Readonly<Record<string, { readonly oneof: readonly string[] }>>;
  /** Whether a message was written as a group of proto2. */
  readonly group?: boolean;
  /** Absent for proto3, and where the node around it says it. */
  readonly edition?: string;
  /** Of an enum: its numbers by name. */
  readonly values?: Readonly<Record<string, number>>;
  /** Of a service: its methods by name. */
  readonly methods?: Readonly<Record<string, ProtoMethod>>;
}

/** A field; a map has a `keyType`. */
export interface ProtoField {
  readonly type: string;
  readonly id: number;
  readonly rule?: string;
  readonly keyType?: string;
  readonly options?: { readonly json_name?: string };
}

/** A method, with the names of its types. */
export interface ProtoMethod {
  readonly requestType: string;
  readonly responseType: string;
  readonly requestStream?: boolean;
  readonly responseStream?: boolean;
}
