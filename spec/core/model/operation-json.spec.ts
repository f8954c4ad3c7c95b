import type { OperationMessage } from '../../../src/index.js';
import { fromOperationJson, StatusCode, toOperationJson, toStatusDetail } from '../../../src/index.js';
import { nested } from '../../support/nested.js';
import { failed, running, succeeded } from '../../support/messages.js';

const everyByte = {
  typeUrl: 'type.googleapis.com/acme.v1.Bytes',
  value: Uint8Array.from({ length: 256 }, (_, i) => i),
};
const packedJson = { typeUrl: 'type.googleapis.com/acme.v1.Text', json: { text: 'hällo', '@type': null, n: [1, 2] } };

function throughText(message: OperationMessage): OperationMessage {
  return fromOperationJson(JSON.parse(JSON.stringify(toOperationJson(message))));
}

describe('toOperationJson and fromOperationJson', () => {
  const messages: Readonly<Record<string, OperationMessage>> = {
    'a running message': running(),
    'a message with metadata': running('half'),
    'a response and metadata': succeeded('hello', 'all'),
    'done without a result': succeeded(),
    'every byte there is': { ...running(), metadata: everyByte },
    'no bytes at all': { ...succeeded(), response: { ...everyByte, value: new Uint8Array() } },
    'a message packed as JSON': { ...succeeded(), response: packedJson, metadata: packedJson },
    'an error without details': failed(StatusCode.NOT_FOUND, 'gone', [], 'half'),
    'an error with details': failed(
      StatusCode.ABORTED,
      'why',
      [everyByte, packedJson].map((one) => toStatusDetail(one)),
    ),
  };
  for (const [what, message] of Object.entries(messages)) {
    it(`by-snapshot: keep ${what}`, () => {
      expect(throughText(message)).toEqual(message);
    });
  }

  it('by-snapshot: leave out metadata and details that JSON.stringify fails at, and keep the rest', () => {
    const deep = { ...packedJson, json: nested(20_000, false) };
    expect(throughText({ ...running(), metadata: deep })).toEqual(running());
    const details = [toStatusDetail(deep), toStatusDetail(packedJson)];
    expect(throughText(failed(StatusCode.ABORTED, 'why', details))).toEqual(
      failed(StatusCode.ABORTED, 'why', [toStatusDetail(packedJson)]),
    );
    // Without its response, it would be a success of nothing.
    expect(toOperationJson({ ...succeeded(), response: deep }).response).toEqual(deep);
  });

  it('by-snapshot: keep the details of an error packed', () => {
    const detail = { ...toStatusDetail(everyByte), value: 'unpacked' };
    const { error } = throughText(failed(StatusCode.ABORTED, 'why', [detail]));
    expect(error?.details).toEqual([toStatusDetail(everyByte)]);
  });

  it('write bytes as base64', () => {
    const message = { ...running(), metadata: { typeUrl: 'x/y.Z', value: new Uint8Array([104, 105]) } };
    expect(toOperationJson(message)).toEqual({
      name: 'operations/1',
      done: false,
      metadata: { typeUrl: 'x/y.Z', base64: 'aGk=' },
    });
  });
});

describe('fromOperationJson', () => {
  const name = 'operations/1';
  const refused: Readonly<Record<string, { json: unknown; says: RegExp }>> = {
    nothing: { json: undefined, says: /found undefined/ },
    null: { json: null, says: /found null/ },
    'a number': { json: 5, says: /found a number/ },
    'an array': { json: [], says: /found Array {}/ },
    'an object without done': { json: { name }, says: /found an object {name}/ },
    'a done that is no boolean': { json: { name, done: 'yes' }, says: /found an object {name, done}/ },
    'an empty name': { json: { name: '', done: false }, says: /is empty/ },
    'a name with a newline': { json: { name: 'operations/\n', done: false }, says: /control character/ },
    'metadata without a type': { json: { name, done: false, metadata: {} }, says: /packed message {typeUrl, base64}/ },
    'a response that is text': { json: { name, done: true, response: 'hi' }, says: /packed message {typeUrl, base64}/ },
    'a response without a value': {
      json: { name, done: true, response: { typeUrl: 'x/y.Z' } },
      says: /packed message/,
    },
    'base64 that is none': {
      json: { name, done: true, response: { typeUrl: 'x/y.Z', base64: '*!*' } },
      says: /bytes in base64/,
    },
    'an error that is text': { json: { name, done: true, error: 'no' }, says: /an error {code, message, details}/ },
    'an error without details': { json: { name, done: true, error: { code: 5, message: '' } }, says: /an error {code/ },
    'a detail that is null': {
      json: { name, done: true, error: { code: 5, message: '', details: [null] } },
      says: /packed message/,
    },
  };
  for (const [what, { json, says }] of Object.entries(refused)) {
    it(`refuses ${what}`, () => {
      expect(() => fromOperationJson(json)).toThrowError(TypeError, says);
    });
  }
});
