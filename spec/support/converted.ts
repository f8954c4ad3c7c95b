import type { OperationMessage, PackedMessage, RpcErrorInit } from '../../src/index.js';
import { StatusCode, toStatusDetail } from '../../src/index.js';
import { NAME } from './messages.js';

const typeUrl = (typeName: string) => `type.googleapis.com/${typeName}`;

/** A packed message of each kind, by its type: one of google.rpc, which all transports know, and one that none does. */
export interface PackedSamples {
  readonly known: PackedMessage;
  readonly unknown: PackedMessage;
}

export const inBytes: PackedSamples = {
  // `reason` and `domain` of an ErrorInfo.
  known: { typeUrl: typeUrl('google.rpc.ErrorInfo'), value: Uint8Array.of(10, 1, 82, 18, 1, 100) },
  unknown: { typeUrl: typeUrl('acme.v1.Unknown'), value: Uint8Array.of(8, 1) },
};

export const inJson: PackedSamples = {
  known: { typeUrl: typeUrl('google.rpc.ErrorInfo'), json: { reason: 'R', domain: 'd' } },
  unknown: { typeUrl: typeUrl('acme.v1.Unknown'), json: { count: 1 } },
};

/** A message of every kind. */
export function messagesOf({ known, unknown }: PackedSamples): Readonly<Record<string, OperationMessage>> {
  const details = [toStatusDetail(known), toStatusDetail(unknown)];
  return {
    running: { name: NAME, done: false },
    'with metadata': { name: NAME, done: false, metadata: unknown },
    succeeded: { name: NAME, done: true, metadata: unknown, response: known },
    'done without a result': { name: NAME, done: true },
    'done without a name': { name: '', done: true, response: unknown },
    failed: {
      name: NAME,
      done: true,
      metadata: unknown,
      error: { code: StatusCode.ABORTED, message: 'no ü', details },
    },
    'failed without details': { name: NAME, done: true, error: { code: 42, message: '', details: [] } },
    cancelled: { name: NAME, done: true, error: { code: StatusCode.CANCELLED, message: 'stopped', details: [] } },
  };
}

/** What an error of a call may be made of. */
export function errorsOf({ known, unknown }: PackedSamples): Readonly<Record<string, RpcErrorInit>> {
  const details = [toStatusDetail(known), toStatusDetail(unknown)];
  return {
    'of a code alone': { code: StatusCode.NOT_FOUND, message: 'no such operation' },
    'with details': { code: StatusCode.RESOURCE_EXHAUSTED, message: 'ü: 100 %', details },
    'with a hint when to try again': { code: StatusCode.FAILED_PRECONDITION, message: 'later', retryDelay: 3_000 },
  };
}

/** A message whose details are packed alone, as nobody unpacked them, without fields that are undefined. */
export function packedAlone(read: OperationMessage): OperationMessage {
  const set = Object.entries(read).filter(([, value]) => value !== undefined);
  const message = Object.fromEntries(set) as unknown as OperationMessage;
  const { error } = message;
  return error
    ? { ...message, error: { ...error, details: error.details.map(({ packed }) => toStatusDetail(packed)) } }
    : message;
}
