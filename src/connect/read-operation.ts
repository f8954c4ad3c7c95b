import type { JsonObject } from '@bufbuild/protobuf';
import { fromAnyJson } from '../core/model/any-json.js';
import type { OperationMessage } from '../core/model/operation-message.js';
import type { PackedBinary, PackedMessage } from '../core/model/packed-message.js';
import type { Status } from '../core/model/status.js';
import { toStatusDetail } from '../core/model/status.js';
import type { AnyLike, OperationLike, StatusLike } from './operations-service.js';
import type { TypeNamed } from './status-detail-types.js';

/** The operation message of what came in binary or in JSON; details of the error are unpacked where the type is known. */
export function readOperation(like: OperationLike, typeNamed: TypeNamed): OperationMessage {
  const { name, done, error } = like;
  const metadata = readPacked(like.metadataBinary, like.metadata);
  const response = readPacked(like.responseBinary, like.response);
  return {
    name,
    done,
    ...(metadata && { metadata }),
    ...(error && { error: readStatus(error, typeNamed) }),
    ...(response && { response }),
  };
}

function readStatus({ code, message, detailsBinary, details }: StatusLike, typeNamed: TypeNamed): Status {
  const packed = [...detailsBinary.map(readBinary), ...details.map(fromAnyJson)];
  return { code, message, details: packed.map((detail) => toStatusDetail(detail, typeNamed)) };
}

function readPacked(binary: AnyLike | undefined, json: JsonObject | undefined): PackedMessage | undefined {
  return binary ? readBinary(binary) : json && fromAnyJson(json);
}

function readBinary({ typeUrl, value }: AnyLike): PackedBinary {
  // A copy: the bytes are a view of the whole answer, which they would keep in memory.
  return { typeUrl, value: new Uint8Array(value) };
}
