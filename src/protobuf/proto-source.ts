/** Definitions that were parsed before: what protobufjs writes with `pbjs --target json`. They survive bundling. */
export interface ProtoDescriptor {
  readonly nested: Readonly<Record<string, object>>;
}

/** A proto file, by its path, or definitions that were parsed before. */
export type ProtoSource = string | ProtoDescriptor;
