import { once } from 'node:events';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { lastValueFrom, toArray } from 'rxjs';
import type { OperationsClient } from '../../src/index.js';
import { exponentialThenFixed, getOperation$, Operation, pollOperation$, StatusCode } from '../../src/index.js';
import { jsonMessageType, restOperationsClient } from '../../src/rest/index.js';
import { rpcFailureOf } from '../support/grpc-failure.js';

const NAME = 'operations/1';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

interface Served {
  readonly client: OperationsClient;
  readonly origin: string;
  /** Of each request: method, path and body. */
  readonly requests: string[];
}

describe('A call over a real HTTP socket', () => {
  const servers: Server[] = [];

  afterEach(async () => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  });

  async function serve(handler: Handler): Promise<Served> {
    const requests: string[] = [];
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => (body += String(chunk)));
      request.on('end', () => {
        requests.push(`${request.method} ${request.url} ${body}`.trim());
        handler(request, response);
      });
    });
    servers.push(server);
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return { client: restOperationsClient({ baseUrl: `${origin}/api` }), origin, requests };
  }

  const answer = (response: ServerResponse, body: unknown, status = 200): void => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };

  it('unsubscribe-during-call: the server sees that it is aborted, before its answer and within', async () => {
    for (const begun of [false, true]) {
      const closed = await new Promise((resolve) => {
        void serve((_, response) => {
          response.on('close', () => resolve(response.writableFinished ? 'finished' : 'aborted'));
          if (begun) response.write('{"name":');
          setImmediate(() => subscription.unsubscribe());
        }).then(({ client }) => (subscription = getOperation$(client, NAME).subscribe()));
        let subscription = { unsubscribe: (): void => undefined };
      });
      expect(closed).toBe('aborted');
    }
  });

  it('deadline: a stalled answer is DEADLINE_EXCEEDED, and the server sees the end of it', async () => {
    let closed: Promise<unknown> | undefined;
    const { client } = await serve((_, response) => {
      closed = once(response, 'close');
      response.write('{"name":');
    });
    const error = await rpcFailureOf(getOperation$(client, NAME, { timeout: 50 }));
    expect(error.code).toBe(StatusCode.DEADLINE_EXCEEDED);
    expect(await closed).toEqual([]);
  });

  const BROKEN: Readonly<Record<string, Handler>> = {
    'reset before the answer': (request) => request.socket.resetAndDestroy(),
    'reset within the answer': (request, response) => {
      response.writeHead(200, { 'content-length': 1_000 }).write('{"name":', () => request.socket.resetAndDestroy());
    },
    'closed within a chunked answer': (request, response) => {
      response.write('{"name":', () => request.socket.end());
    },
    'closed before all that was promised': (request, response) => {
      response.writeHead(200, { 'content-length': 1_000 }).write('{}', () => request.socket.end());
    },
    'not HTTP': (request) => {
      request.socket.end('SSH-2.0-OpenSSH\r\n');
    },
  };
  for (const [how, handler] of Object.entries(BROKEN)) {
    it(`broken connection: UNAVAILABLE, ${how}`, async () => {
      const { client } = await serve(handler);
      const error = await rpcFailureOf(getOperation$(client, NAME));
      expect(error.code).toBe(StatusCode.UNAVAILABLE);
      expect(error.cause).toBeInstanceOf(TypeError);
    });
  }

  it('oversized message: an endless answer in chunks is given up, and the server sees it', async () => {
    let sent = 0;
    let closed: Promise<unknown> | undefined;
    const { client } = await serve((_, response) => {
      closed = once(response, 'close');
      const chunk = 'x'.repeat(65_536);
      const write = (): void => {
        while (!response.destroyed && response.write(chunk)) sent += chunk.length;
        response.once('drain', write);
      };
      write();
    });
    const error = await rpcFailureOf(getOperation$(client, NAME));
    expect(error.code).toBe(StatusCode.RESOURCE_EXHAUSTED);
    expect(await closed).toEqual([]);
    expect(sent).toBeLessThan(64 * 1_024 * 1_024);
  });

  it('a redirect is not followed, and the token goes nowhere', async () => {
    const other = await serve((_, response) => answer(response, { name: NAME }));
    const { origin } = await serve((_, response) => {
      response.writeHead(302, { location: `${other.origin}/elsewhere` }).end();
    });
    const client = restOperationsClient({ baseUrl: origin, headers: { authorization: 'Bearer hunter2' } });
    const error = await rpcFailureOf(getOperation$(client, NAME));
    expect(error.message).toContain('UNAVAILABLE: HTTP 302 with an empty body');
    expect(other.requests).toEqual([]);
  });

  describe('polls an operation to its end', () => {
    const responseType = jsonMessageType<{ text: string }>('acme.v1.Text');
    const metadataType = jsonMessageType<string>('google.protobuf.StringValue');
    const types = { responseType, metadataType, schedule: exponentialThenFixed({ initialDelay: 1, interval: 2 }) };
    const stringValue = (value: string): object => ({
      '@type': 'type.googleapis.com/google.protobuf.StringValue',
      value,
    });
    const done = { name: NAME, done: true, response: { '@type': 'type.googleapis.com/acme.v1.Text', text: 'all' } };

    /** Two answers that it runs, one that a proxy gives, and the end. */
    const story: readonly Handler[] = [
      (_, response) => answer(response, { name: NAME, metadata: stringValue('begun') }),
      (_, response) => {
        response.writeHead(502, { 'content-type': 'text/html', 'retry-after': 'soon' }).end('<html>');
      },
      (_, response) => answer(response, { name: NAME, metadata: stringValue('half') }),
      (_, response) => answer(response, { ...done, metadata: stringValue('half') }),
    ];

    const playing = (): Handler => {
      const left = [...story];
      return (request, response) => left.shift()?.(request, response);
    };

    it('with pollOperation$', async () => {
      const { client, requests } = await serve(playing());
      const states = await lastValueFrom(pollOperation$(client, NAME, types).pipe(toArray()));
      expect(states.map(({ status, metadata, poll }) => [status, metadata, poll.failures])).toEqual([
        ['running', 'begun', 0],
        ['running', 'begun', 1],
        ['running', 'half', 0],
        ['succeeded', 'half', 0],
      ]);
      const end = states.at(-1)!;
      expect(end.status === 'succeeded' && end.response.text).toBe('all');
      expect(states[1]?.poll.lastError?.statusMessage).toBe('HTTP 502 with text/html instead of JSON');
      expect(new Set(requests)).toEqual(new Set([`GET /api/v1/${NAME}`]));
    });

    it('with a handle, which can cancel it', async () => {
      const { client, requests } = await serve((request, response) =>
        answer(
          response,
          request.method === 'POST' ? {} : { name: NAME, done: true, error: { code: 1, message: 'as asked' } },
        ),
      );
      const operation = Operation.fromName(client, NAME, types);
      await operation.cancel();
      await expectAsync(operation.wait()).toBeRejectedWith(jasmine.objectContaining({ code: StatusCode.CANCELLED }));
      expect(requests).toEqual([`POST /api/v1/${NAME}:cancel`, `GET /api/v1/${NAME}`]);
    });

    it('with long polls', async () => {
      const { client, requests } = await serve((_, response) => answer(response, done));
      const state = await lastValueFrom(pollOperation$(client, NAME, { ...types, longPoll: true }));
      expect(state.status).toBe('succeeded');
      expect(requests).toEqual([`POST /api/v1/${NAME}:wait {"timeout":"55.000s"}`]);
    });

    it('wait-unimplemented: with polls, where the server knows no path to wait at', async () => {
      const play = playing();
      const { client, requests } = await serve((request, response) => {
        if (request.method === 'GET') play(request, response);
        else response.writeHead(404, { 'content-type': 'text/html' }).end('<title>Error 404 (Not Found)!!1</title>');
      });
      const state = await lastValueFrom(pollOperation$(client, NAME, { ...types, longPoll: true }));
      expect(state.status === 'succeeded' && state.response.text).toBe('all');
      expect(requests.map((line) => line.split(' ')[0])).toEqual(['POST', 'GET', 'GET', 'GET', 'GET']);
    });
  });
});
