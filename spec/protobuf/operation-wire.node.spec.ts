import { loadGoogleDefinitions } from '../../src/protobuf/load-definitions.js';
import { messageTypes } from '../../src/protobuf/message-types.js';
import { toWireOperation } from '../../src/protobuf/operation-wire.js';
import { operationMessageOf, StatusCode, toStatusDetail } from '../../src/index.js';
import type { OperationMessage } from '../../src/index.js';

const packed = { typeUrl: 'type.googleapis.com/acme.v1.Text', value: Uint8Array.of(1, 2, 3) };

describe('An operation message on the wire', () => {
  const messages: OperationMessage[] = [
    { name: 'operations/1', done: false },
    { name: 'operations/1', done: false, metadata: packed },
    { name: 'operations/1', done: true, metadata: packed, response: packed },
    {
      name: 'operations/1',
      done: true,
      error: { code: StatusCode.INTERNAL, message: 'no', details: [toStatusDetail(packed)] },
    },
  ];
  for (const [index, message] of messages.entries()) {
    it(`is the same after encoding and decoding: ${index}`, async () => {
      const types = messageTypes(await loadGoogleDefinitions());
      const type = types.get<object>('google.longrunning.Operation');
      expect(operationMessageOf(type.fromBinary(type.toBinary(toWireOperation(message))), types.find)).toEqual(message);
    });
  }

  it('cannot be sent when a part came as JSON', () => {
    const response = { typeUrl: 'acme.v1.Text', json: {} };
    expect(() => toWireOperation({ name: 'operations/1', done: true, response })).toThrowError(
      TypeError,
      'A message of acme.v1.Text came as JSON and cannot be sent as bytes: findType must find a message type with fromJson and toBinary.',
    );
  });
});
