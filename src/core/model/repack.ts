import { unpack } from './message-type.js';
import type { PackedBinary, PackedJson, PackedMessage } from './packed-message.js';
import { typeNameOf } from './packed-message.js';
import type { FindType, StatusDetail } from './status.js';

/**
 * A packed message in bytes, as binary transports send it; its type writes what came as JSON.
 *
 * @throws TypeError when the message came as JSON and `findType` does not find a type that reads it and writes bytes;
 *   UnpackError when that type does not read it.
 */
export function packedInBytes(packed: PackedMessage, findType?: FindType): PackedBinary {
  if ('value' in packed) return packed;
  const type = findType?.(typeNameOf(packed));
  if (!type?.fromJson || !type.toBinary) throw notRepacked(packed, 'JSON', 'bytes', 'fromJson and toBinary');
  return { typeUrl: packed.typeUrl, value: type.toBinary(unpack(packed, type)) };
}

/**
 * A packed message in the JSON mapping of protobuf, as REST sends it; its type writes what came in bytes.
 *
 * @throws TypeError when the message came in bytes and `findType` does not find a type that reads them and writes JSON;
 *   UnpackError when that type does not read them.
 */
export function packedInJson(packed: PackedMessage, findType?: FindType): PackedJson {
  if ('json' in packed) return packed;
  const type = findType?.(typeNameOf(packed));
  if (!type?.fromBinary || !type.toJson) throw notRepacked(packed, 'bytes', 'JSON', 'fromBinary and toJson');
  return { typeUrl: packed.typeUrl, json: type.toJson(unpack(packed, type)) };
}

/** The details of an error in bytes. Those that came as JSON of an unknown type are left out: an error must not fail. */
export function detailsInBytes(details: readonly StatusDetail[], findType?: FindType): PackedBinary[] {
  return details.flatMap(({ packed }) => {
    try {
      return [packedInBytes(packed, findType)];
    } catch {
      return [];
    }
  });
}

function notRepacked(packed: PackedMessage, came: string, wanted: string, functions: string): TypeError {
  const name = typeNameOf(packed) || 'no type';
  return new TypeError(
    `A message of ${name} came as ${came} and cannot be sent as ${wanted}: findType must find a message type with ${functions}.`,
  );
}
