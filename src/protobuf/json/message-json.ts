import type { DescMessage, FileRegistry, JsonValue } from '@bufbuild/protobuf';
import { fromBinary, toBinary } from '@bufbuild/protobuf';
import type { ProtoDescriptor } from '../proto-source.js';
import { messageRegistry } from './message-registry.js';
import { readJson } from './read-json.js';
import { writeJson } from './write-json.js';

/** From the bytes of messages to their JSON, and back. */
export interface MessageJson {
  /** @throws Error when the JSON does not parse. Fields that are not known are left out, as a server may be newer. */
  toBytes(typeName: string, json: unknown): Uint8Array;
  /** @throws Error when the bytes do not parse. */
  fromBytes(typeName: string, bytes: Uint8Array): unknown;
}

/**
 * Maps messages to JSON.
 *
 * @param describe gives the definitions, when they are first needed.
 */
export function messageJson(describe: () => readonly ProtoDescriptor[]): MessageJson {
  let registry: FileRegistry | undefined;
  const described = (typeName: string): [DescMessage, FileRegistry] => {
    registry ??= messageRegistry(describe());
    return [registry.getMessage(typeName) as DescMessage, registry];
  };
  return {
    toBytes(typeName, json) {
      const [desc, types] = described(typeName);
      return toBinary(desc, readJson(desc, json as JsonValue, { registry: types, ignoreUnknownFields: true }));
    },
    fromBytes(typeName, bytes) {
      const [desc, types] = described(typeName);
      return writeJson(desc, fromBinary(desc, bytes), types);
    },
  };
}
