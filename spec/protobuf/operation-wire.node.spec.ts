import { loadGoogleDefinitions } from '../../src/protobuf/load-definitions.js';
import { restOperationOf } from '../../src/core/model/rest-operation.js';
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

  it('is valid, and failed, whatever its strings and its code are', async () => {
    const types = messageTypes(await loadGoogleDefinitions());
    const type = types.get<object>('google.longrunning.Operation');
    const sent = (message: OperationMessage) =>
      operationMessageOf(type.fromBinary(type.toBinary(toWireOperation(message))));
    for (const code of [NaN, Infinity, -Infinity, 3.7, 2 ** 40]) {
      const error = { code, message: 'half \udc00', details: [] };
      expect(sent({ name: 'half \ud800', done: true, error })).toEqual({
        name: 'half \ufffd',
        done: true,
        error: { code: StatusCode.UNKNOWN, message: 'half \ufffd', details: [] },
      });
      expect(restOperationOf({ name: 'half \ud800', done: true, error }, () => ({})).error?.code).toBe(2);
    }
  });

  it('leaves out the details that came as JSON of a type that is not known', () => {
    const details = [toStatusDetail({ typeUrl: 'acme.v1.Text', json: {} }), toStatusDetail(packed)];
    const error = { code: StatusCode.INTERNAL, message: 'no', details };
    expect(toWireOperation({ name: 'operations/1', done: true, error }).error?.details).toEqual([
      { type_url: packed.typeUrl, value: packed.value },
    ]);
  });

  it('cannot be sent when a part came as JSON', () => {
    const response = { typeUrl: 'acme.v1.Text', json: {} };
    expect(() => toWireOperation({ name: 'operations/1', done: true, response })).toThrowError(
      TypeError,
      'A message of acme.v1.Text came as JSON and cannot be sent as bytes: findType must find a message type with fromJson and toBinary.',
    );
  });
});
