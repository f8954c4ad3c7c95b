import { firstValueFrom } from 'rxjs';
import { getOperation$, isRpcError, pollOperation$, StatusCode, waitOperation$ } from '../../src/index.js';
import { grpcFixture } from '../support/grpc-fixture.js';
import { googleBytes } from '../support/grpc-raw-server.js';
import { failingTransports } from './failing-transports.js';
import { serveFaults } from './faulty-server.js';
import type { Answer, Protocol } from './protocols.js';
import { contentType, NAME, operation, webTrailers } from './protocols.js';

/** A stub gives the answer alone. */
const transports = failingTransports.filter(({ title }) => title !== 'gRPC by a stub');

const inHeaders = (answer: Answer, hint: string): Answer => ({
  ...answer,
  headers: { ...answer.headers, 'retry-after': hint },
});

/** With trailers that say more. */
function inTrailers(answer: Answer, more: Readonly<Record<string, string>>): Answer {
  if (answer.trailers) return { ...answer, trailers: { ...answer.trailers, ...more } };
  const whole = Buffer.from(answer.body!);
  const message = whole.subarray(0, 5 + whole.readUInt32BE(1));
  return { ...answer, body: Buffer.concat([message, webTrailers({ 'grpc-status': '0', ...more })]) };
}

const retryInfo = googleBytes('google.rpc.Status', {
  details: [
    {
      type_url: 'type.googleapis.com/google.rpc.RetryInfo',
      value: googleBytes('google.rpc.RetryInfo', { retryDelay: { seconds: 3 } }),
    },
  ],
}).toString('base64');

const DAY = 86_400_000;

/** Hints in the JSON of REST, and as the fields of a Duration. */
const ODD_HINTS: readonly { readonly json?: unknown; readonly duration?: object; readonly hint?: number }[] = [
  ...[NaN, 'NaN', 'Infinity', 'Infinitys', '-3s', 3, '1e9s', {}, { seconds: 3 }, ['3s'], null, true].map((json) => ({
    json,
  })),
  { json: '999999999999s', hint: DAY },
  { duration: { seconds: -3 } },
  { duration: { nanos: -5_000_000 } },
  { duration: { seconds: '315576000000' }, hint: DAY },
  { duration: { seconds: '9223372036854775807', nanos: 2147483647 }, hint: DAY },
  { duration: { seconds: '-9223372036854775808' } },
];

/** An error with that hint. */
function unavailable(protocol: Protocol, json: unknown, duration: object): Answer {
  const value = googleBytes('google.rpc.RetryInfo', { retryDelay: duration });
  const type_url = 'type.googleapis.com/google.rpc.RetryInfo';
  if (protocol === 'REST') {
    const details = [{ '@type': type_url, retryDelay: json }];
    const body = JSON.stringify({ error: { code: 503, status: 'UNAVAILABLE', message: 'later', details } });
    return { status: 503, headers: contentType(protocol), body };
  }
  if (protocol.startsWith('Connect')) {
    const details = [{ type: 'google.rpc.RetryInfo', value: value.toString('base64') }];
    const body = JSON.stringify({ code: 'unavailable', message: 'later', details });
    return { status: 503, headers: contentType('Connect in JSON'), body };
  }
  const status = googleBytes('google.rpc.Status', { code: 14, message: 'later', details: [{ type_url, value }] });
  const trailers = { 'grpc-status': '14', 'grpc-status-details-bin': status.toString('base64') };
  return protocol === 'gRPC'
    ? { headers: { ...contentType(protocol), ...trailers } }
    : { headers: contentType(protocol), body: webTrailers(trailers) };
}

describe('retry-after-on-success: how long a server asks to wait counts on an answer that succeeded:', () => {
  const fixture = grpcFixture();

  for (const transport of transports) {
    const { title, protocol, http } = transport;
    const running = operation(protocol, false);

    const hintsOf = async (answer: Answer): Promise<unknown[]> => {
      const { port } = await serveFaults(fixture, { http }, [answer]);
      const client = await transport.connect({ port }, fixture);
      const got = await firstValueFrom(getOperation$(client, NAME));
      const waited = await firstValueFrom(waitOperation$(client, NAME));
      const { poll } = await firstValueFrom(pollOperation$(client, NAME, { schedule: () => 1 }));
      return [got.retryDelay, waited.retryDelay, poll.nextDelay];
    };

    it(`in the headers: ${title}`, async () => {
      expect(await hintsOf(inHeaders(running, '2'))).toEqual([2_000, 2_000, 2_000]);
    });

    for (const none of [
      'soon',
      '-1',
      '0',
      'NaN',
      '',
      'Infinity',
      '1e9',
      '9'.repeat(30),
      'Thu, 01 Jan 1970 00:00:00 GMT',
    ]) {
      it(`but not when it is ${JSON.stringify(none)}: ${title}`, async () => {
        expect(await hintsOf(inHeaders(running, none))).toEqual([undefined, undefined, 1]);
      });
    }

    it(`for a day at most: ${title}`, async () => {
      for (const far of ['999999999999', 'Fri, 31 Dec 9999 23:59:59 GMT']) {
        expect(await hintsOf(inHeaders(running, far))).toEqual([DAY, DAY, DAY]);
      }
    });

    it(`a RetryInfo of the wrong shape leaves the poll its schedule, or a day at most: ${title}`, async () => {
      for (const { json, duration, hint } of ODD_HINTS) {
        if (protocol === 'REST' ? json === undefined : duration === undefined) continue;
        const { port } = await serveFaults(fixture, { http }, [unavailable(protocol, json, duration ?? {})]);
        const client = await transport.connect({ port }, fixture);
        const { poll } = await firstValueFrom(pollOperation$(client, NAME, { schedule: () => 1 }));
        expect([poll.lastError?.code, poll.lastError?.retryDelay, poll.nextDelay])
          .withContext(JSON.stringify(json ?? duration))
          .toEqual([StatusCode.UNAVAILABLE, hint, Math.max(1, hint ?? 0)]);
      }
    });

    if (protocol !== 'gRPC' && protocol !== 'gRPC-Web') continue;

    it(`in the trailers: ${title}`, async () => {
      expect(await hintsOf(inTrailers(running, { 'retry-after': '2' }))).toEqual([2_000, 2_000, 2_000]);
    });

    if (title !== 'gRPC') continue;

    it(`in a RetryInfo of the trailers: ${title}`, async () => {
      const answer = inTrailers(inHeaders(running, '2'), { 'grpc-status-details-bin': retryInfo });
      expect(await hintsOf(answer)).toEqual([3_000, 3_000, 3_000]);
    });

    it(`and on one that did not, in metadata: ${title}`, async () => {
      const answer: Answer = {
        headers: { 'content-type': 'application/grpc', 'grpc-status': '14', 'retry-after': '2' },
      };
      const { port } = await serveFaults(fixture, { http }, [answer]);
      const failed = firstValueFrom(getOperation$(await transport.connect({ port }, fixture), NAME));
      const error: unknown = await failed.catch((reason: unknown) => reason);
      expect(isRpcError(error) && error.retryDelay).toBe(2_000);
    });
  }

  it('a field of the operation is no hint, whatever it holds', async () => {
    const rest = transports.find(({ protocol }) => protocol === 'REST')!;
    for (const retryDelay of ['soon', -1, null, {}]) {
      const { port } = await serveFaults(fixture, { http: 1 }, [operation('REST', false, { retryDelay })]);
      const client = await rest.connect({ port }, fixture);
      const { poll } = await firstValueFrom(pollOperation$(client, NAME, { schedule: () => 1 }));
      expect(poll.nextDelay).toBe(1);
    }
  });
});
