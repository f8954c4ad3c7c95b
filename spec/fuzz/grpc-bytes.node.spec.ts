import type { Client, sendUnaryData, StatusObject } from '@grpc/grpc-js';
import * as grpc from '@grpc/grpc-js';
import { EventEmitter } from 'node:events';
import fc from 'fast-check';
import { GrpcChannels } from '../../src/grpc/grpc-channels.js';
import { GrpcOperationsClient } from '../../src/grpc/grpc-operations-client.js';
import { loadGoogleDefinitions } from '../../src/protobuf/load-definitions.js';
import { googleBytes } from '../support/grpc-raw-server.js';
import type { AnyModel, OperationModel } from './arbitrary-operation.js';
import { arbitraryOperation } from './arbitrary-operation.js';
import { checkedEnd } from './checked-end.js';
import { ACCEPTED, Ends, fuzzRuns } from './fuzz-runs.js';
import { byteMutation } from './mutate.js';

const { numRuns, longest, parameters } = fuzzRuns(0.25);

const anyOf = ({ typeUrl, bytes }: AnyModel) => ({ type_url: typeUrl, value: bytes });

function statusOf({ code, message, details }: NonNullable<OperationModel['error']>): object {
  return { code, message, details: details.map(anyOf) };
}

function bytesOf({ name, done, metadata, error, response }: OperationModel): Uint8Array {
  return googleBytes('google.longrunning.Operation', {
    name,
    done,
    ...(metadata && { metadata: anyOf(metadata) }),
    ...(error && { error: statusOf(error) }),
    ...(response && { response: anyOf(response) }),
  });
}

/** A message, or a status that is no success, with details in bytes. */
type Told =
  { readonly bytes: Uint8Array } | { readonly code: number; readonly text: string; readonly details: Uint8Array };

const mutated = (bytes: fc.Arbitrary<Uint8Array>) =>
  fc.tuple(bytes, byteMutation, byteMutation).map(([intact, first, second]) => second(first(intact)));
const message = arbitraryOperation.map(bytesOf);
const details = arbitraryOperation.map(({ error = { code: 3, message: '', details: [] } }) =>
  googleBytes('google.rpc.Status', statusOf(error)),
);
const told: fc.Arbitrary<Told> = fc.oneof(
  { weight: 9, arbitrary: message.map((bytes) => ({ bytes })) },
  { weight: 5, arbitrary: mutated(message).map((bytes) => ({ bytes })) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 40 }).map((bytes) => ({ bytes })) },
  {
    weight: 2,
    arbitrary: fc.record({
      code: fc.integer({ min: 1, max: 20 }),
      text: fc.constantFrom('refused', 'x'.repeat(5_000)),
      details: fc.oneof(details, mutated(details)),
    }),
  },
);

/** Answers as grpc-js does, without a connection. */
function fakeClient(answer: () => Told): Pick<Client, 'makeUnaryRequest'> {
  type Call = Parameters<Client['makeUnaryRequest']>;
  const makeUnaryRequest = (_path: Call[0], _write: Call[1], read: (bytes: Buffer) => unknown, ...rest: unknown[]) => {
    const callback = rest.at(-1) as sendUnaryData<unknown>;
    const call = Object.assign(new EventEmitter(), { cancel: () => undefined });
    const fail = (code: number, text: string, metadata: grpc.Metadata): void => {
      callback(Object.assign(new Error(text), { code, details: text, metadata }));
    };
    const end = (): void => {
      const metadata = new grpc.Metadata();
      const now = answer();
      if ('code' in now) {
        metadata.set('grpc-status-details-bin', Buffer.from(now.details));
        return fail(now.code, now.text, metadata);
      }
      let value: unknown;
      try {
        value = read(Buffer.from(now.bytes));
      } catch (error) {
        return fail(grpc.status.INTERNAL, `Response message parsing error: ${String(error)}`, metadata);
      }
      callback(null, value);
      call.emit('status', { code: 0, details: '', metadata } satisfies StatusObject);
    };
    queueMicrotask(end);
    return call;
  };
  return { makeUnaryRequest } as unknown as Pick<Client, 'makeUnaryRequest'>;
}

describe('A call over gRPC, whatever the bytes of the answer', () => {
  it(
    `ends with one operation, or with one RpcError: ${numRuns} answers`,
    async () => {
      const ends = new Ends();
      let now: Told = { bytes: new Uint8Array() };
      const client = new GrpcOperationsClient({
        grpc,
        channels: new GrpcChannels(() => fakeClient(() => now) as Client, {
          maxCallsInFlight: 1,
          maxPendingWaits: 1,
          waitsPerConnection: 1,
        }),
        target: 'fake',
        google: await loadGoogleDefinitions(),
        user: {},
        headers: {},
      });
      const property = fc.asyncProperty(fc.boolean(), told, async (isWait, answer) => {
        now = answer;
        const request = { name: 'operations/1' };
        ends.add(await checkedEnd(isWait ? client.waitOperation(request) : client.getOperation(request), true));
      });
      await fc.assert(property, parameters);
      ends.report('Bytes over gRPC');
      expect(ends.of(ACCEPTED)).toBeGreaterThan(numRuns / 2);
      expect(ends.of('UNAVAILABLE')).toBeGreaterThan(numRuns / 50);
    },
    longest,
  );
});
