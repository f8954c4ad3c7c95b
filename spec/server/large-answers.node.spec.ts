import { defer, of } from 'rxjs';
import type { OperationMessage } from '../../src/index.js';
import { grpcFixture } from '../support/grpc-fixture.js';
import { send } from '../support/http-fixture.js';
import { clientWith } from '../support/operations-client-with.js';

const MIB = 2 ** 20;

describe('An answer of another server that bounds nothing', () => {
  const fixture = grpcFixture();

  /** Operations that share their bytes, so that only what is written of them is large. */
  const serve = async (count: number) => {
    const response = { typeUrl: 'type.googleapis.com/acme.v1.Blob', value: new Uint8Array(2 * MIB) };
    const operations = Array.from({ length: count }, (_, index): OperationMessage => ({
      name: `operations/${index}`,
      done: true,
      response,
    }));
    const listOperations = () => defer(() => of({ operations, nextPageToken: '' }));
    const told: unknown[] = [];
    const server = await fixture.serve({
      operations: clientWith({ listOperations }),
      onError: (error) => told.push(error),
    });
    return { server, told };
  };

  for (const [protocol, line, body] of [
    ['REST', 'GET /v1/operations', undefined],
    ['Connect', 'POST /google.longrunning.Operations/ListOperations', {}],
  ] as const) {
    it(`one-get-of-much: is refused above 64 MiB, before it is written, over ${protocol}`, async () => {
      const { server, told } = await serve(33);
      const { status, body: answer } = await send(server, line, body);
      expect(status).toBe(429);
      expect(JSON.stringify(answer)).toContain('the answer is too large, or nested too deep, to be sent');
      expect(told).toEqual([new RangeError(`an answer of more than ${64 * MIB} bytes`)]);
    });
  }

  it('is sent below', async () => {
    const { server, told } = await serve(2);
    const { status, body } = await send(server, 'GET /v1/operations');
    expect([status, (body as { operations: unknown[] }).operations.length, told]).toEqual([200, 2, []]);
  });
});
