import { config, EMPTY, firstValueFrom, NEVER, Observable, Subject, throwError } from 'rxjs';
import type { OperationsClient } from '../../src/index.js';
import { RpcError, StatusCode } from '../../src/index.js';
import type { RestClientOptions } from '../../src/rest/index.js';
import { rpcFailureOf } from '../support/grpc-failure.js';
import { answering, FakeFetch, json, NAME } from './fake-fetch.js';

const LABEL = `GetOperation of "${NAME}" at https://example.com: `;

/** Emits when an answer stalls. */
const stalled$ = new Subject<void>();

const forever = (): Promise<Response> => new Promise(() => stalled$.next());

/** Makes a call from beginning to end: what was to come of another one meanwhile has come. */
const anotherCall = (client: OperationsClient): Promise<unknown> => firstValueFrom(client.getOperation({ name: NAME }));

/** A body in parts: text, an error that breaks it off, or `undefined`, where it stalls. */
function streamed(...parts: readonly (string | Error | undefined)[]): ReadableStream<Uint8Array> {
  const left = [...parts];
  return new ReadableStream({
    pull: (controller): Promise<void> | undefined => {
      if (left.length === 0) controller.close();
      const part = left.shift();
      if (part instanceof Error) controller.error(part);
      if (typeof part === 'string') controller.enqueue(new TextEncoder().encode(part));
      return part === undefined ? new Promise(() => stalled$.next()) : undefined;
    },
  });
}

const failureOf = (
  answer: () => Response | Promise<Response>,
  options?: Partial<RestClientOptions>,
): Promise<RpcError> => rpcFailureOf(answering(answer, options).getOperation({ name: NAME }));

/** Everything that a log shows of an error. */
const shown = (error: RpcError): string => `${error.message} ${error.stack} ${JSON.stringify(error)}`;

describe('A call over REST', () => {
  it('is made once for each subscription, and not before', async () => {
    const server = new FakeFetch();
    const get$ = server.client().getOperation({ name: NAME });
    expect(server.requests.length).toBe(0);
    await firstValueFrom(get$);
    await firstValueFrom(get$);
    expect(server.requests.length).toBe(2);
  });

  it('unsubscribe-during-call: is aborted before an answer, and in the middle of one', async () => {
    for (const answer of [forever, () => new Response(streamed('{"name":', undefined))]) {
      const server = new FakeFetch(answer);
      const subscription = server.client().getOperation({ name: NAME }).subscribe();
      await firstValueFrom(stalled$);
      expect(server.last.signal.aborted).toBeFalse();
      subscription.unsubscribe();
      expect(server.last.signal.aborted).toBeTrue();
    }
  });

  it('unsubscribe-during-call: is not made when its headers are still to come', async () => {
    const tokens$ = new Subject<Record<string, string>>();
    const server = new FakeFetch();
    const client = server.client({ headers: () => tokens$ });
    const subscription = client.getOperation({ name: NAME }).subscribe();
    expect(tokens$.observed).toBeTrue();
    subscription.unsubscribe();
    expect(tokens$.observed).toBeFalse();
    await anotherCall(server.client());
    expect(server.requests.length).toBe(1);
  });

  it('unsubscribe-during-call: tells nobody of what comes later', async () => {
    const heard: unknown[] = [];
    let fail: (error: unknown) => void = () => undefined;
    const server = new FakeFetch(() => {
      stalled$.next();
      return new Promise((_, reject) => (fail = reject));
    });
    const observer = { next: () => heard.push('next'), error: () => heard.push('error') };
    const subscription = server.client().getOperation({ name: NAME }).subscribe(observer);
    await firstValueFrom(stalled$);
    subscription.unsubscribe();
    fail(new TypeError('late'));
    await anotherCall(new FakeFetch().client());
    expect(heard).toEqual([]);
  });

  it('callback-throws: an error of the subscriber is its own', async () => {
    const server = new FakeFetch();
    const call$ = server.client().getOperation({ name: NAME });
    const reported = new Promise((resolve) => {
      const { onUnhandledError } = config;
      config.onUnhandledError = (error) => {
        config.onUnhandledError = onUnhandledError;
        resolve(error);
      };
    });
    const mine = new Error('mine');
    call$.subscribe(() => {
      throw mine;
    });
    expect(await reported).toBe(mine);
    expect((await firstValueFrom(call$)).name).toBe(NAME);
  });

  it('deadline: DEADLINE_EXCEEDED, and the request is aborted', async () => {
    const server = new FakeFetch(forever);
    const error = await rpcFailureOf(server.client().getOperation({ name: NAME }, { timeout: 5 }));
    expect(error.message).toBe(`${LABEL}DEADLINE_EXCEEDED: no answer within 5 ms`);
    expect(error.code).toBe(StatusCode.DEADLINE_EXCEEDED);
    expect(server.last.signal.aborted).toBeTrue();
  });

  it('deadline: holds in the middle of an answer, and while headers are made', async () => {
    const stalled = answering(() => new Response(streamed('{', undefined)));
    expect((await rpcFailureOf(stalled.getOperation({ name: NAME }, { timeout: 5 }))).code).toBe(
      StatusCode.DEADLINE_EXCEEDED,
    );
    const without = answering(forever, { headers: () => NEVER });
    expect((await rpcFailureOf(without.getOperation({ name: NAME }, { timeout: 5 }))).code).toBe(
      StatusCode.DEADLINE_EXCEEDED,
    );
  });

  it('huge-delay: a timeout longer than the timers of the platform is not over at once', async () => {
    const client = new FakeFetch().client();
    const message = await firstValueFrom(client.getOperation({ name: NAME }, { timeout: Number.MAX_SAFE_INTEGER }));
    expect(message.name).toBe(NAME);
  });
});

describe('A call over REST that does not get through', () => {
  it('is UNAVAILABLE, with the reason', async () => {
    const cause = new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED 127.0.0.1:1') });
    const error = await failureOf(() => Promise.reject(cause));
    expect(error.code).toBe(StatusCode.UNAVAILABLE);
    expect(error.message).toBe(`${LABEL}UNAVAILABLE: fetch failed: connect ECONNREFUSED 127.0.0.1:1`);
    expect(error.cause).toBe(cause);
  });

  it('is UNAVAILABLE, with the code of a reason that has no words', async () => {
    const cause = new TypeError('fetch failed', { cause: Object.assign(new Error(''), { code: 'ECONNREFUSED' }) });
    expect((await failureOf(() => Promise.reject(cause))).statusMessage).toBe('fetch failed: ECONNREFUSED');
  });

  for (const thrown of [null, undefined, 'a text', { odd: true }]) {
    it(`is UNAVAILABLE whatever fetch throws: ${JSON.stringify(thrown)}`, async () => {
      const fetch = (): never => {
        throw thrown as unknown as Error;
      };
      expect((await failureOf(forever, { fetch })).code).toBe(StatusCode.UNAVAILABLE);
    });
  }

  it('is UNAVAILABLE when the answer breaks off', async () => {
    const error = await failureOf(() => new Response(streamed('{"name":', new TypeError('terminated'))));
    expect(error.message).toBe(`${LABEL}UNAVAILABLE: terminated`);
  });

  it('oversized message: RESOURCE_EXHAUSTED, of an answer that is longer than it may be, at once where it says so', async () => {
    const options = { maxResponseBytes: 100 };
    const long = (): ReadableStream<Uint8Array> => streamed('x'.repeat(60), 'x'.repeat(60), undefined);
    const answers = [
      () => new Response(long()),
      // Nothing needs to come of it.
      () => new Response(streamed(undefined), { headers: { 'content-length': '101' } }),
    ];
    for (const answer of answers) {
      const server = new FakeFetch(answer);
      const error = await rpcFailureOf(server.client(options).getOperation({ name: NAME }));
      expect([error.origin, error.message]).toEqual([
        'caller',
        `${LABEL}RESOURCE_EXHAUSTED: HTTP 200 with more bytes than maxResponseBytes`,
      ]);
      expect(server.last.signal.aborted).toBeTrue();
    }
    const error = await failureOf(() => new Response(long(), { status: 404 }), options);
    expect([error.origin, error.message]).toEqual([
      'connection',
      `${LABEL}UNAVAILABLE: HTTP 404 with more bytes than maxResponseBytes`,
    ]);
  });

  it('oversized message: an answer of just the length that it may have is read, characters cut in two included', async () => {
    const body = '{"name":"operations/é"}';
    const bytes = new TextEncoder().encode(body);
    const answer = (): Response => {
      const parts = [bytes.slice(0, 21), bytes.slice(21)];
      expect(new TextDecoder().decode(parts[0])).toContain('\ufffd');
      return new Response(
        new ReadableStream<Uint8Array>({
          pull: (controller) => {
            const part = parts.shift();
            if (part) controller.enqueue(part);
            else controller.close();
          },
        }),
      );
    };
    const client = answering(answer, { maxResponseBytes: bytes.length });
    expect((await firstValueFrom(client.getOperation({ name: NAME }))).name).toBe('operations/é');
  });
});

describe('Headers that cannot be made for a call over REST', () => {
  const secret = new Error('the token hunter2 has expired');
  const failing: Readonly<Record<string, RestClientOptions['headers']>> = {
    throws: () => {
      throw secret;
    },
    rejects: () => Promise.reject(secret),
    errors: () => throwError(() => secret),
  };
  for (const [how, headers] of Object.entries(failing)) {
    it(`are a lost connection, with the cause, which the message does not repeat: ${how}`, async () => {
      const error = await failureOf(forever, { headers });
      expect([error.origin, error.code]).toEqual(['connection', StatusCode.UNAVAILABLE]);
      expect(error.message).toContain(LABEL);
      expect(error.cause).toBe(secret);
      expect(shown(error)).not.toContain('hunter2');
    });
  }

  it('are a lost connection when there are none, and the fault of the caller when they cannot be sent', async () => {
    expect((await failureOf(forever, { headers: () => EMPTY })).origin).toBe('connection');
    const error = await failureOf(forever, { headers: () => ({ authorization: 'Bearer hunter2\n' + 'x: y' }) });
    expect([error.origin, error.code]).toEqual(['caller', StatusCode.UNAVAILABLE]);
    expect(String(error.cause)).toContain('The header "authorization" cannot be sent');
    expect(shown(error) + String(error.cause)).not.toContain('hunter2');
  });

  it('fail the call as an RpcError says, so that it can be tried again', async () => {
    const lost = new RpcError({ code: StatusCode.UNAVAILABLE, message: 'no token yet' });
    expect(await failureOf(forever, { headers: () => Promise.reject(lost) })).toBe(lost);
  });

  it('are in no error of a call that they were made for', async () => {
    const headers = { authorization: 'Bearer hunter2', cookie: 'hunter2' };
    for (const answer of [() => json({}, { status: 401 }), () => Promise.reject(new TypeError('failed'))]) {
      const server = new FakeFetch(answer);
      const error = await rpcFailureOf(server.client({ headers }).getOperation({ name: NAME }, { headers }));
      expect(server.last.headers.get('authorization')).toBe('Bearer hunter2');
      expect(shown(error)).not.toContain('hunter2');
      expect(JSON.stringify(error.headers)).not.toContain('hunter2');
    }
  });

  it('are asked for once, of an Observable that goes on', async () => {
    let closed = 0;
    const headers = (): Observable<Record<string, string>> =>
      new Observable((subscriber) => {
        subscriber.next({ 'x-app': 'demo' });
        return () => closed++;
      });
    const server = new FakeFetch();
    await firstValueFrom(server.client({ headers }).getOperation({ name: NAME }));
    expect(closed).toBe(1);
    expect(server.requests.length).toBe(1);
  });
});
