import type { MessageTypeDefinition, PackageDefinition } from '@grpc/proto-loader';
import type { MessageType } from '../core/model/message-type.js';
import type { MessageJson } from './json/message-json.js';

/**
 * The message types of some proto files, by name.
 *
 * Messages are plain objects in the shape that @grpc/proto-loader gives: camelCase fields, enums by name,
 * 64-bit integers as strings unless the loader was told otherwise.
 */
export interface MessageTypes {
  /** The full names of all the types. */
  readonly names: readonly string[];
  /**
   * The type of a name. What its messages look like is the caller's knowledge, as the files are read at run time.
   *
   * @throws TypeError when the files have no such type.
   */
  get<T>(typeName: string): BinaryMessageType<T>;
  /** The type of a name, if there is one. */
  readonly find: (typeName: string) => MessageType<unknown> | undefined;
}

/** A message type that reads and writes bytes. */
export type BinaryMessageType<T> = MessageType<T> & Required<Pick<MessageType<T>, 'fromBinary' | 'toBinary'>>;

/**
 * The message types of a package definition.
 *
 * @param json maps their bytes to JSON; without it, they read and write bytes only.
 */
export function messageTypes(definition: PackageDefinition, json?: MessageJson): MessageTypes {
  const find = (typeName: string): BinaryMessageType<unknown> | undefined => {
    const entry = Object.hasOwn(definition, typeName) ? definition[typeName] : undefined;
    return entry && isMessage(entry) ? toMessageType(typeName, entry, json) : undefined;
  };
  return {
    get names() {
      return Object.keys(definition).filter((name) => isMessage(definition[name]));
    },
    find,
    get<T>(typeName: string) {
      const type = find(typeName);
      if (type) return type as BinaryMessageType<T>;
      throw new TypeError(`The loaded proto files have no message type "${typeName}": load the file that defines it.`);
    },
  };
}

type MessageEntry = MessageTypeDefinition<object, object>;

function isMessage(entry: PackageDefinition[string] | undefined): entry is MessageEntry {
  return typeof entry?.format === 'string' && 'deserialize' in entry;
}

function toMessageType(
  typeName: string,
  entry: MessageEntry,
  json: MessageJson | undefined,
): BinaryMessageType<unknown> {
  const fromBinary = (bytes: Uint8Array) =>
    entry.deserialize(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  const toBinary = (message: unknown) => entry.serialize(message as object);
  return {
    typeName,
    fromBinary,
    toBinary,
    ...(json && {
      fromJson: (value: unknown) => fromBinary(json.toBytes(typeName, value)),
      toJson: (message: unknown) => json.fromBytes(typeName, toBinary(message)),
    }),
  };
}
