import type { MessageType } from '../../src/index.js';
import { googleDefinitions } from '../support/grpc-raw-server.js';

/** What responses are: a message that has a mark, and is read from bytes and from JSON. */
export interface Marked {
  readonly reason: string;
}

const TYPE_NAME = 'google.rpc.ErrorInfo';
const { deserialize } = googleDefinitions()[TYPE_NAME] as { deserialize(bytes: Buffer): object };

export const marked: MessageType<Marked> = {
  typeName: TYPE_NAME,
  fromBinary: (bytes) => deserialize(Buffer.from(bytes)) as Marked,
  fromJson: (json) => json as Marked,
};
