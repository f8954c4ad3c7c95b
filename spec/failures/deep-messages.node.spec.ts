import { lastValueFrom, map, toArray } from 'rxjs';
import { fixedInterval, isUnpackError, listOperations$, pollOperation$ } from '../../src/index.js';
import { jsonMessageType } from '../../src/rest/index.js';
import { grpcFixture } from '../support/grpc-fixture.js';
import { googleBytes } from '../support/grpc-raw-server.js';
import { failingTransports } from './failing-transports.js';
import { serveFaults } from './faulty-server.js';
import type { Answer, Protocol } from './protocols.js';
import { answerOf, contentType, NAME } from './protocols.js';

/** How deep: a little more than protobuf reads, and more than what recurses can walk. */
const DEPTHS = [200, 20_000];
const TYPE = 'type.googleapis.com/google.protobuf.Struct';

const deepJson = (depth: number): string => `{"@type":"${TYPE}","value":${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}}`;

/** Bytes that are not looked into until they are unpacked: as many fields within each other, of one byte each. */
const deepBytes = (depth: number): object => ({ type_url: TYPE, value: Buffer.alloc(depth, 0x0b) });

const TEXT = { type_url: 'type.googleapis.com/google.protobuf.StringValue', value: Buffer.from('\n\x02ok') };

function done(protocol: Protocol, depth: number): Answer {
  const json =
    `{"name":"${NAME}","done":true,"metadata":${deepJson(depth)},` +
    `"response":{"@type":"${TEXT.type_url}","value":"ok"}}`;
  const message = { name: NAME, done: true, metadata: deepBytes(depth), response: TEXT };
  return answerOf(protocol, json, googleBytes('google.longrunning.Operation', message));
}

function page(protocol: Protocol, depth: number): Answer {
  const json = `{"operations":[{"name":"a"},{"name":"b","done":true,"response":${deepJson(depth)}},{"name":"c"}]}`;
  const operations = [{ name: 'a' }, { name: 'b', done: true, response: deepBytes(depth) }, { name: 'c' }];
  return answerOf(protocol, json, googleBytes('google.longrunning.ListOperationsResponse', { operations }));
}

describe('poison-metadata: a message that is nested deeper than protobuf reads:', () => {
  const fixture = grpcFixture();

  for (const transport of failingTransports) {
    const { title, protocol, http } = transport;

    for (const depth of DEPTHS) {
      it(`in metadata, ${depth} deep, ends no wait, which has its response: ${title}`, async () => {
        const { port } = await serveFaults(fixture, { http }, [done(protocol, depth)]);
        const client = await transport.connect({ port }, fixture);
        const state = await lastValueFrom(pollOperation$(client, NAME, { schedule: fixedInterval(1) }));
        expect([state.status, state.poll.attempt, state.poll.failures]).toEqual(['succeeded', 1, 0]);
        const response = state.status === 'succeeded' ? state.response : undefined;
        const ok =
          protocol === 'REST' || protocol === 'Connect in JSON'
            ? { json: 'ok' }
            : { value: Uint8Array.from(TEXT.value) };
        expect(response).toEqual({ typeUrl: TEXT.type_url, ...ok } as never);
      });

      it(`in one operation of a page, ${depth} deep, leaves the others: ${title}`, async () => {
        const { port } = await serveFaults(fixture, { http }, [page(protocol, depth)]);
        const client = await transport.connect({ port }, fixture);
        const list$ = listOperations$(client, { name: 'operations' }).pipe(map(({ name, done: over }) => [name, over]));
        expect(await lastValueFrom(list$.pipe(toArray()))).toEqual([
          ['a', false],
          ['b', true],
          ['c', false],
        ]);
      });
    }

    if (protocol !== 'Connect in JSON') continue;

    it(`in a response is an error of unpacking that says so, and no other response: ${title}`, async () => {
      const json = `{"name":"${NAME}","done":true,"response":${deepJson(200)}}`;
      const { port } = await serveFaults(fixture, { http }, [{ headers: contentType(protocol), body: json }]);
      const client = await transport.connect({ port }, fixture);
      const responseType = jsonMessageType<object>('google.protobuf.Struct');
      const ended = lastValueFrom(pollOperation$(client, NAME, { responseType }));
      const error: unknown = await ended.catch((reason: unknown) => reason);
      expect(isUnpackError(error) && error.message).toContain('nested too deep');
    });
  }
});
