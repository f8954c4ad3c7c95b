import { lastValueFrom, map, of, toArray } from 'rxjs';
import type { ListOperationsRequest, OperationMessage } from '../../src/index.js';
import { listOperations$, StatusCode } from '../../src/index.js';
import { RecordedClient } from '../../src/testing/recorded-client.js';
import { grpcFixture } from '../support/grpc-fixture.js';
import { rpcFailureOf } from '../support/grpc-failure.js';
import { failingTransports } from './failing-transports.js';

/** The size limit of the clients, in bytes: room for some operations of `SIZE`, and for none of twice the limit. */
const LIMIT = 20_000;
const SIZE = 2_000;
const COUNT = 30;

/** By fetch, those of Connect have no limit; and over HTTP/2, this package's server speaks gRPC alone. */
const limited = failingTransports.filter(
  ({ limit, http, protocol }) => limit !== undefined && (http === 1 || protocol === 'gRPC'),
);

describe('list-large-page: a page above the size limit of a client, over sockets:', () => {
  const fixture = grpcFixture();

  const operation = (index: number, bytes: number): OperationMessage => ({
    name: `operations/${index}`,
    done: false,
    metadata: { typeUrl: 'type.googleapis.com/google.protobuf.StringValue', value: stringValue(bytes) },
  });

  /** A server whose pages are as large as they are asked for, and its port. */
  const serve = async (sizeOf: (index: number) => number) => {
    const server = new RecordedClient(
      (_, request) => {
        const { pageToken, pageSize = 0 } = request as ListOperationsRequest;
        const start = Number(pageToken || 0);
        const end = Math.min(COUNT, start + (pageSize > 0 ? pageSize : 1_000));
        const operations = Array.from({ length: end - start }, (__, index) =>
          operation(start + index, sizeOf(start + index)),
        );
        return of({ operations, nextPageToken: end < COUNT ? String(end) : '' }) as never;
      },
      { now: () => 0 },
    );
    const { port } = await fixture.serve({ operations: server });
    const sizes = () => server.calls.map(({ request }) => (request as ListOperationsRequest).pageSize ?? 0);
    return { port, sizes };
  };

  for (const { title, connect, limit } of limited) {
    it(`is asked for again by halves, and nothing is missed or twice: ${title}`, async () => {
      const { port, sizes } = await serve(() => SIZE);
      const client = await connect({ port, maxBytes: LIMIT }, fixture);
      const list$ = listOperations$(client, { name: 'operations' }).pipe(map(({ name }) => name));
      const names = await lastValueFrom(list$.pipe(toArray()));
      expect(names).toEqual(Array.from({ length: COUNT }, (_, index) => `operations/${index}`));
      expect(sizes().slice(0, 4)).toEqual([0, 100, 50, 25]);
      // Six or three at once fit, by what an operation takes in JSON or in bytes: the rest stays at that.
      const learned = sizes().slice(-3);
      expect([12, 6, 3]).toContain(learned[0]!);
      expect(new Set(learned).size).toBe(1);
    });

    it(`ends the list where it is one operation, which the error tells, with the limit: ${title}`, async () => {
      const { port } = await serve((index) => (index === 2 ? 2 * LIMIT : 10));
      const client = await connect({ port, maxBytes: LIMIT }, fixture);
      const error = await rpcFailureOf(listOperations$(client, { name: 'operations', pageSize: 2 }));
      expect([error.code, error.origin]).toEqual([StatusCode.RESOURCE_EXHAUSTED, 'caller']);
      expect(error.message).toContain('the operation after "operations/1"');
      expect(error.message).toContain(limit!);
    });
  }
});

/** The bytes of a `google.protobuf.StringValue` of so many characters. */
function stringValue(length: number): Uint8Array {
  const varint: number[] = [];
  let rest = length;
  for (; rest > 127; rest = Math.floor(rest / 128)) varint.push((rest % 128) + 128);
  return Uint8Array.from([0x0a, ...varint, rest, ...Array.from({ length }, () => 0x61)]);
}
