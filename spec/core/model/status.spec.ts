import type { MessageType } from '../../../src/index.js';
import { findDetail, pack, toStatusDetail } from '../../../src/index.js';
import { text } from '../../support/messages.js';

const errorInfo: MessageType<unknown> = {
  typeName: 'google.rpc.ErrorInfo',
  fromBinary: () => ({ reason: 'QUOTA', domain: 'acme.example', metadata: {} }),
};
const known = new Map<string, MessageType<unknown>>([
  [errorInfo.typeName, errorInfo],
  [text.typeName, text],
]);
const typeNamed = (name: string): MessageType<unknown> | undefined => known.get(name);
const any = (typeName: string, ...bytes: number[]) => ({
  typeUrl: `type.googleapis.com/${typeName}`,
  value: new Uint8Array(bytes),
});

describe('the details of a status', () => {
  it('error-details: each of a known type is unpacked, the rest stay packed, none is dropped', () => {
    const packed = [pack('hello', text), any('acme.v1.Unknown', 1, 2), any('google.rpc.ErrorInfo')];
    const details = packed.map((detail) => toStatusDetail(detail, typeNamed));
    expect(details.map(({ typeName }) => typeName)).toEqual([
      'acme.v1.Text',
      'acme.v1.Unknown',
      'google.rpc.ErrorInfo',
    ]);
    expect(details.map(({ value }) => value)).toEqual(['hello', undefined, errorInfo.fromBinary!(new Uint8Array())]);
    expect(details.map((detail) => detail.packed)).toEqual(packed);
    expect('value' in details[1]!).toBeFalse();
  });

  it('corrupt-any: a detail that does not parse stays packed, by itself', () => {
    const details = [any('acme.v1.Text', 0xff), pack('fine', text)].map((detail) => toStatusDetail(detail, typeNamed));
    expect(details.map(({ value }) => value)).toEqual([undefined, 'fine']);
  });

  it('stay packed without a transport that knows types', () => {
    expect(toStatusDetail(pack('hello', text))).toEqual({ typeName: 'acme.v1.Text', packed: pack('hello', text) });
  });
});

describe('findDetail', () => {
  const details = [any('google.rpc.ErrorInfo'), pack('first', text), pack('second', text)];

  it('gives the first unpacked detail of a type', () => {
    const status = { details: details.map((detail) => toStatusDetail(detail, typeNamed)) };
    expect(findDetail(status, 'google.rpc.ErrorInfo')?.reason).toBe('QUOTA');
    expect(findDetail(status, 'acme.v1.Text')).toBe('first');
  });

  it('passes over one that did not unpack', () => {
    const status = { details: [any('acme.v1.Text', 0xff), ...details].map((one) => toStatusDetail(one, typeNamed)) };
    expect(findDetail(status, 'acme.v1.Text')).toBe('first');
  });

  it('gives undefined when there is none', () => {
    expect(findDetail({ details: [] }, 'google.rpc.BadRequest')).toBeUndefined();
    expect(findDetail({ details: details.map((one) => toStatusDetail(one)) }, 'acme.v1.Text')).toBeUndefined();
  });
});
