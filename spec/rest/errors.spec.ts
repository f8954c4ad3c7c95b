import { firstValueFrom } from 'rxjs';
import type { RpcError } from '../../src/index.js';
import { findDetail, pollOperation$, StatusCode, statusCodeName } from '../../src/index.js';
import { rpcFailureOf } from '../support/grpc-failure.js';
import { answering, json, NAME, page } from './fake-fetch.js';

const get = (answer: () => Response | Promise<Response>): Promise<RpcError> =>
  rpcFailureOf(answering(answer).getOperation({ name: NAME }));

const wait = (answer: () => Response): Promise<RpcError> =>
  rpcFailureOf(answering(answer).waitOperation({ name: NAME }));

describe('An error over REST', () => {
  const HTTP: readonly [status: number, code: keyof typeof StatusCode][] = [
    [300, 'UNKNOWN'],
    [302, 'UNKNOWN'],
    [400, 'INVALID_ARGUMENT'],
    [401, 'UNAUTHENTICATED'],
    [402, 'FAILED_PRECONDITION'],
    [403, 'PERMISSION_DENIED'],
    [404, 'NOT_FOUND'],
    [405, 'UNIMPLEMENTED'],
    [408, 'DEADLINE_EXCEEDED'],
    [409, 'ABORTED'],
    [410, 'NOT_FOUND'],
    [412, 'FAILED_PRECONDITION'],
    [415, 'UNIMPLEMENTED'],
    [416, 'OUT_OF_RANGE'],
    [425, 'UNAVAILABLE'],
    [429, 'RESOURCE_EXHAUSTED'],
    [499, 'CANCELLED'],
    [500, 'INTERNAL'],
    [501, 'UNIMPLEMENTED'],
    [502, 'UNAVAILABLE'],
    [503, 'UNAVAILABLE'],
    [504, 'DEADLINE_EXCEEDED'],
    [520, 'UNAVAILABLE'],
  ];
  for (const [status, code] of HTTP) {
    it(`of a proxy, HTTP ${status}, is nobody's word: UNAVAILABLE, with the status`, async () => {
      const error = await get(() => page(status));
      expect(error.message).toBe(
        `GetOperation of "${NAME}" at https://example.com: UNAVAILABLE: HTTP ${status} with text/html instead of JSON`,
      );
      const others = [page(status), new Response('', { status }), json({ detail: 'no' }, { status })];
      for (const other of others) {
        const { origin, code: found } = await get(() => other);
        expect([origin, found]).toEqual(['connection', StatusCode.UNAVAILABLE]);
      }
    });

    if (status < 400) continue;
    it(`of the API, HTTP ${status}, is ${code} where the body repeats the status alone`, async () => {
      for (const body of [{ error: { code: status, message: 'no' } }, { code: status, message: 'no' }]) {
        const error = await get(() => json(body, { status }));
        expect([error.origin, statusCodeName(error.code), error.statusMessage]).toEqual(['server', code, 'no']);
      }
    });
  }

  const BODIES: readonly [status: number, body: unknown, code: keyof typeof StatusCode, message: string][] = [
    [
      400,
      { error: { code: 400, message: 'not now', status: 'FAILED_PRECONDITION' } },
      'FAILED_PRECONDITION',
      'not now',
    ],
    [400, { error: { code: 400, message: 'too far', status: 'OUT_OF_RANGE' } }, 'OUT_OF_RANGE', 'too far'],
    [409, { error: { code: 409, message: 'twice', status: 'ALREADY_EXISTS' } }, 'ALREADY_EXISTS', 'twice'],
    [500, { error: { code: 500, message: 'gone', status: 'DATA_LOSS' } }, 'DATA_LOSS', 'gone'],
    [500, { error: { code: 500, message: 'what', status: 'UNKNOWN' } }, 'UNKNOWN', 'what'],
    [404, { error: { code: 404, message: 'old style', errors: [{ reason: 'notFound' }] } }, 'NOT_FOUND', 'old style'],
    [503, { error: { code: 503, message: 'odd', status: 'NO_SUCH_NAME' } }, 'UNAVAILABLE', 'odd'],
    [503, { error: { code: 503, status: 'constructor' } }, 'UNAVAILABLE', 'HTTP 503'],
    [400, { code: 9, message: 'gateway', details: [] }, 'FAILED_PRECONDITION', 'gateway'],
    [404, { error: 'gateway 1', code: 5, message: 'gateway 1' }, 'NOT_FOUND', 'gateway 1'],
    [501, { code: 12, message: 'Method Not Allowed' }, 'UNIMPLEMENTED', 'Method Not Allowed'],
    [
      404,
      { code: 404, message: 'The current request is not defined by this API.' },
      'NOT_FOUND',
      'The current request is not defined by this API.',
    ],
    // So Google's methods answer that are, or could be, streams.
    [409, [{ error: { code: 409, message: 'twice', status: 'ALREADY_EXISTS' } }], 'ALREADY_EXISTS', 'twice'],
  ];
  for (const [status, body, code, message] of BODIES) {
    it(`reads ${JSON.stringify(body)} with HTTP ${status} as ${code}`, async () => {
      const error = await get(() => json(body, { status }));
      expect([statusCodeName(error.code), error.statusMessage]).toEqual([code, message]);
    });
  }

  const NO_WORDS: readonly [status: number, body: unknown, message: string][] = [
    [500, { error: { status: 'OK', code: 0, message: 'liar' } }, 'HTTP 500: liar'],
    [500, { error: { message: 'of a framework' } }, 'HTTP 500: of a framework'],
    [401, { error: 'invalid_token' }, 'HTTP 401: invalid_token'],
    [404, { message: 'no Route matched' }, 'HTTP 404: no Route matched'],
    [404, { statusCode: 404, message: 'Cannot GET /v1', error: 'Not Found' }, 'HTTP 404: Cannot GET /v1'],
    [403, { error: { message: { text: 1 }, details: 'x', status: 5, code: '7' } }, 'HTTP 403'],
    [403, {}, 'HTTP 403'],
    [403, [], 'HTTP 403 with JSON that is no object'],
    [403, ['no'], 'HTTP 403 with JSON that is no object'],
  ];
  for (const [status, body, message] of NO_WORDS) {
    it(`reads ${JSON.stringify(body)} with HTTP ${status} as the word of nobody`, async () => {
      const { origin, code, statusMessage } = await get(() => json(body, { status }));
      expect([origin, code, statusMessage]).toEqual(['connection', StatusCode.UNAVAILABLE, message]);
    });
  }

  for (const [name, code] of Object.entries(StatusCode).filter(([, value]) => value !== 0)) {
    it(`reads every name and every code of google.rpc.Code: ${name}`, async () => {
      expect((await get(() => json({ error: { status: name, code: 418 } }, { status: 418 }))).code).toBe(code);
      expect((await get(() => json({ code, message: 'no' }, { status: 418 }))).code).toBe(code);
    });
  }

  it('has its details unpacked', async () => {
    const details = [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'API_DISABLED', domain: 'acme' }];
    const error = await get(() => json({ error: { status: 'PERMISSION_DENIED', details } }, { status: 403 }));
    expect(findDetail(error, 'google.rpc.ErrorInfo')?.reason).toBe('API_DISABLED');
    expect(error.details.length).toBe(1);
  });

  it('has the headers of the answer without cookies, and a log does not show them', async () => {
    const error = await get(() => page(503, { 'x-request-id': 'abc', 'set-cookie': 'session=hunter2' }));
    expect(error.headers['x-request-id']).toBe('abc');
    expect(JSON.stringify(error.headers)).not.toContain('hunter2');
    expect(Object.keys(error)).not.toContain('headers');
  });

  it('has a message of bounded length, whatever the server says', async () => {
    for (const code of [3, 'none']) {
      const error = await get(() => json({ code, message: 'x'.repeat(100_000) }, { status: 400 }));
      expect(error.statusMessage.replace('HTTP 400: ', '').length).toBe(1_000);
    }
    expect(
      (await get(() => new Response('y', { headers: { 'content-type': 'z'.repeat(5_000) } }))).message.length,
    ).toBeLessThan(300);
  });

  it('says in a browser that a redirect is not followed', async () => {
    const redirect = Object.defineProperties(new Response(''), {
      status: { value: 0 },
      ok: { value: false },
      type: { value: 'opaqueredirect' },
    });
    const error = await get(() => redirect);
    expect(error.message).toContain('UNAVAILABLE: HTTP 0 with a redirect, which is not followed');
  });

  describe('of a server that cannot wait is UNIMPLEMENTED', () => {
    const UNBOUND: Readonly<Record<string, () => Response>> = {
      'the page of Google': () => page(404),
      'an empty answer': () => new Response('', { status: 404 }),
      'a path that Extensible Service Proxy does not know': () =>
        json({ code: 404, message: 'The current request is not defined by this API.' }, { status: 404 }),
      'a path that grpc-gateway does not know': () =>
        json({ code: 5, message: 'Not Found', details: [] }, { status: 404 }),
      'a method that grpc-gateway does not know': () =>
        json({ code: 12, message: 'Method Not Allowed' }, { status: 501 }),
      'a method that Google does not know': () =>
        json({ error: { code: 404, message: 'Method not found.', status: 'NOT_FOUND' } }, { status: 404 }),
      'a method that Endpoints does not know': () =>
        json({ code: 5, message: 'Method does not exist.' }, { status: 404 }),
      'another framework': () => json({ detail: 'Not Found' }, { status: 404 }),
      'a method that is not allowed': () => new Response('', { status: 405 }),
      'a gRPC server behind a proxy': () => new Response('', { status: 415 }),
    };
    for (const [who, answer] of Object.entries(UNBOUND)) {
      it(`wait-unimplemented: ${who}`, async () => {
        expect((await wait(answer)).code).toBe(StatusCode.UNIMPLEMENTED);
      });
    }

    const unknown = (message: string): Response =>
      json({ error: { code: 404, message, status: 'NOT_FOUND' } }, { status: 404 });
    for (const message of [
      'Requested entity was not found.',
      'Operation not found: operations/1',
      'operations/1 does not exist',
    ]) {
      it(`but not when the operation is unknown: ${message}`, async () => {
        expect((await wait(() => unknown(message))).code).toBe(StatusCode.NOT_FOUND);
      });
    }

    it('and such an answer to any other call is NOT_FOUND', async () => {
      expect((await get(() => unknown('Not Found'))).code).toBe(StatusCode.NOT_FOUND);
    });
  });
});

describe('retry-info: the hint of an error over REST', () => {
  const DATE = 'Sun, 01 Nov 2026 12:00:00 GMT';
  const AFTER: readonly [retryAfter: string, retryDelay: number | undefined][] = [
    ['120', 120_000],
    ['0', 0],
    ['Sun, 01 Nov 2026 12:00:30 GMT', 30_000],
    ['Sunday, 01-Nov-26 12:01:00 GMT', 60_000],
    ['Sun, 01 Nov 2026 11:59:00 GMT', undefined],
    ['-5', undefined],
    ['soon', undefined],
    ['in 2099', undefined],
    ['garbage GMT', undefined],
    ['1e9', undefined],
    ['9'.repeat(400), undefined],
    ['', undefined],
  ];
  for (const [retryAfter, retryDelay] of AFTER) {
    it(`Retry-After: ${JSON.stringify(retryAfter.slice(0, 40))} is ${retryDelay} ms`, async () => {
      const error = await get(() => page(503, { 'retry-after': retryAfter, date: DATE }));
      expect(error.retryDelay).toBe(retryDelay);
    });
  }

  it('Retry-After with a date is by the own clock where the server does not tell its own', async () => {
    const error = await get(() => page(503, { 'retry-after': new Date(Date.now() + 60_000).toUTCString() }));
    expect(error.retryDelay).toBeGreaterThan(50_000);
    expect(error.retryDelay).toBeLessThanOrEqual(60_000);
  });

  const INFO: readonly [retryDelay: unknown, ms: number | undefined][] = [
    ['3.5s', 3_500],
    ['0.25s', 250],
    ['0s', 0],
    ['-1s', undefined],
    ['9'.repeat(400) + 's', undefined],
    ['soon', undefined],
    [5, undefined],
    [{ toString: 1 }, undefined],
    [undefined, undefined],
  ];
  for (const [retryDelay, ms] of INFO) {
    it(`RetryInfo of ${JSON.stringify([retryDelay]).slice(0, 40)} is ${ms} ms`, async () => {
      const details = [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay }];
      expect((await get(() => json({ error: { details } }, { status: 503 }))).retryDelay).toBe(ms);
    });
  }

  it('RetryInfo counts where a gateway keeps the names of the proto file', async () => {
    const details = [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retry_delay: '1.5s' }];
    expect((await get(() => json({ code: 14, details }, { status: 503 }))).retryDelay).toBe(1_500);
  });

  it('RetryInfo is more exact than Retry-After', async () => {
    const details = [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '1.5s' }];
    const error = await get(() => json({ error: { details } }, { status: 503, headers: { 'retry-after': '2' } }));
    expect(error.retryDelay).toBe(1_500);
  });

  it('lengthens the delay to the next poll', async () => {
    const client = answering(() => page(503, { 'retry-after': '3600' }));
    const { poll } = await firstValueFrom(pollOperation$(client, NAME, { schedule: () => 1 }));
    expect(poll.nextDelay).toBe(3_600_000);
  });
});
