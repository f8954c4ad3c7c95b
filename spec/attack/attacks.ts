import { once } from 'node:events';
import { connect as connectHttp2 } from 'node:http2';
import type { Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { Ports } from './attacked-process.js';
import type { Battlefield } from './battlefield.js';
import { varint } from './deep-messages.js';
import {
  END_HEADERS,
  END_STREAM,
  FRAME,
  frame,
  grpcCall,
  grpcHeaders,
  grpcMessage,
  hello,
  indexed,
  literal,
  PREFACE,
  uint32,
} from './http2-frames.js';

/** What a stranger does to a server. */
export interface Attack {
  readonly name: string;
  /** Whether the server is to hang up on all connections by itself: the attack keeps them open. */
  readonly hungUp?: true;
  /** Does it; what the server should not have done is a fault of the field. */
  run(field: Battlefield): Promise<void>;
}

const OPERATIONS = '/google.longrunning.Operations';
const HOST = 'Host: 127.0.0.1\r\n';
const JSON_BODY = `${HOST}Content-Type: application/json\r\n`;

/** A ListOperationsRequest with page_size 1,000. */
const WHOLE_PAGE = Buffer.of(0x10, 0xe8, 0x07);

/** A string field of a request. */
function field(number: number, value: string): Buffer {
  return Buffer.concat([Buffer.of((number << 3) | 2), varint(value.length), Buffer.from(value)]);
}

function* repeated<T>(count: number, make: (index: number) => T): Generator<T> {
  for (let i = 0; i < count; i += 1) yield make(i);
}

/** The number of the stream of a client, by its index. */
function stream(index: number): number {
  return 2 * index + 1;
}

/** Sends a request, and reads its answer to the end. */
async function ask(field: Battlefield, port: keyof Ports, path: string, init: RequestInit = {}): Promise<void> {
  const response = await fetch(field.url(port) + path, init).catch(() => undefined);
  // An answer that breaks off is one, too.
  await response?.body?.pipeTo(new WritableStream()).catch(() => undefined);
}

async function askGrpc(field: Battlefield, port: keyof Ports, method: string, message: Buffer): Promise<void> {
  const session = connectHttp2(field.url(port)).on('error', () => undefined);
  const headers = { ':method': 'POST', ':path': `${OPERATIONS}/${method}`, 'content-type': 'application/grpc' };
  const call = session.request({ ...headers, te: 'trailers' }).on('error', () => undefined);
  call.end(grpcMessage(message));
  call.resume();
  await once(call, 'close');
  session.destroy();
}

/** The same question over each protocol; in JSON for those that have it. */
function questions(port: keyof Ports, method: string, rest: string, message: Buffer, json: object) {
  const post = (contentType: string, body: string | Buffer): RequestInit => ({
    method: 'POST',
    headers: { 'content-type': contentType, 'connect-protocol-version': '1' },
    body: new Uint8Array(Buffer.from(body)),
  });
  const path = `${OPERATIONS}/${method}`;
  return {
    REST: (to: Battlefield) => ask(to, port, rest),
    'Connect in JSON': (to: Battlefield) => ask(to, port, path, post('application/json', JSON.stringify(json))),
    'Connect in binary': (to: Battlefield) => ask(to, port, path, post('application/proto', message)),
    'gRPC-Web': (to: Battlefield) => ask(to, port, path, post('application/grpc-web+proto', grpcMessage(message))),
    gRPC: (to: Battlefield) => askGrpc(to, port, method, message),
  };
}

/** One attack for each protocol. */
function overEach(name: string, ways: Readonly<Record<string, (field: Battlefield) => Promise<void>>>, times = 1) {
  return Object.entries(ways).map(([protocol, way]): Attack => {
    const run = async (field: Battlefield): Promise<void> => {
      for (let i = 0; i < times; i += 1) await way(field);
    };
    return { name: `${name}, over ${protocol}`, run };
  });
}

const list = { pageSize: 1_000 };
const named = (name: string) => ({ message: field(1, name), json: { name } });
const filterOf = (length: number): string => Array.from({ length: length / 12 }, () => 'done = true ').join('AND ');
const FILTER = filterOf(4_096)
  .slice(0, 4_090)
  .replace(/ ?(AND)?[^D]*$/, '');

const largeAnswers: readonly Attack[] = [
  ...overEach(
    'A page of 260 operations of 2 MB',
    questions('large', 'ListOperations', '/v1/operations?pageSize=1000', WHOLE_PAGE, list),
  ),
  ...overEach(
    'The same of an upstream that bounds nothing',
    questions('upstream', 'ListOperations', '/v1/operations?pageSize=1000', WHOLE_PAGE, list),
  ),
  ...(['deep', 'anys'] as const).flatMap((id) => {
    const { message, json } = named(`operations/${id}`);
    const what = id === 'deep' ? 'Metadata 20,000 deep' : 'An Any in an Any, 2,000 deep';
    return [
      ...overEach(
        `${what}, of an upstream`,
        questions('upstream', 'GetOperation', `/v1/operations/${id}`, message, json),
      ),
      ...overEach(
        `${what}, in a page`,
        questions('upstream', 'ListOperations', `/v1/operations?filter=${id}`, field(2, id), { filter: id }),
      ),
    ];
  }),
];

const queued: readonly Attack[] = [
  {
    name: 'A :wait with 80,000 GETs pipelined behind it',
    async run(field) {
      const socket = await field.connect('plain');
      const wait = `POST /v1/${field.running}:wait HTTP/1.1\r\n${JSON_BODY}Content-Length: 16\r\n\r\n{"timeout":"1s"}`;
      const gets = `GET /v1/${field.running} HTTP/1.1\r\n${HOST}\r\n`.repeat(100);
      await field.send(socket, [wait, ...repeated(800, () => gets)]);
      await field.hold(50);
    },
  },
  {
    name: '80,000 GETs pipelined, of which nothing is read',
    async run(field) {
      const socket = await field.connect('plain', { reads: false });
      const gets = `GET /v1/operations HTTP/1.1\r\n${HOST}\r\n`.repeat(100);
      await field.send(socket, [...repeated(800, () => gets)]);
      await field.hold(20);
    },
  },
  ...([2 ** 31 - 1, 0] as const).map((window): Attack => ({
    name: `300 Lists on a connection of HTTP/2 that reads nothing, with ${window === 0 ? 'no' : 'all the'} window`,
    async run(field) {
      const socket = await field.connect('large', { reads: false });
      await field.send(socket, [
        hello(window),
        ...repeated(300, (i) => grpcCall(stream(i), `${OPERATIONS}/ListOperations`, WHOLE_PAGE)),
      ]);
      await field.hold(30);
    },
  })),
  {
    name: '10 connections of HTTP/2 that read nothing, with 300 Gets of 2 MB each',
    async run(field) {
      const call = (i: number) => grpcCall(stream(i), `${OPERATIONS}/GetOperation`, named('operations/1').message);
      for (const socket of await field.connectMany(10, 'upstream', hello(), { reads: false })) {
        await field.send(socket, [...repeated(300, call)]);
      }
      await field.hold(30);
    },
  },
  {
    name: '100 connections of HTTP/1 that read nothing of a page',
    async run(field) {
      await field.connectMany(100, 'full', `GET /v1/operations?pageSize=1000 HTTP/1.1\r\n${HOST}\r\n`, {
        reads: false,
      });
      await field.hold(20);
    },
  },
  {
    name: '5,000 waits on 10 connections of HTTP/2',
    async run(field) {
      const wait = Buffer.concat([named(field.running).message, Buffer.of(0x12, 0x03, 0x08, 0x90, 0x1c)]);
      for (const socket of await field.connectMany(10, 'plain', hello())) {
        await field.send(socket, [...repeated(500, (i) => grpcCall(stream(i), `${OPERATIONS}/WaitOperation`, wait))]);
      }
      await field.hold(20);
    },
  },
];

/** Connections that say so much, and no more. */
function stalled(name: string, count: number, said: string | Buffer, port: keyof Ports = 'plain'): Attack {
  return {
    name: `${count.toLocaleString('en')} connections that ${name}`,
    hungUp: true,
    async run(field) {
      await field.connectMany(count, port, said);
    },
  };
}

const idle: readonly Attack[] = [
  stalled('say nothing', 500, ''),
  stalled('say half of the preface of HTTP/2', 500, 'PRI * HT'),
  stalled('stop after the preface of HTTP/2', 2_000, PREFACE),
  stalled('stop after the settings of HTTP/2', 500, hello()),
  stalled('stop in the headers of HTTP/2', 500, Buffer.concat([hello(), frame(FRAME.HEADERS, 0, 1, grpcHeaders('/'))])),
  stalled('stop in the request line of HTTP/1', 500, 'GET /v1/opera'),
  stalled('stop in the headers of HTTP/1', 500, `GET /v1/operations HTTP/1.1\r\n${HOST}X: `),
  stalled(
    'stop in the body of a request',
    500,
    `POST /v1/jobs:start HTTP/1.1\r\n${JSON_BODY}Content-Length: 99\r\n\r\n{`,
    'jobs',
  ),
  stalled(
    'stop in the body of a call of Connect',
    200,
    `POST ${OPERATIONS}/GetOperation HTTP/1.1\r\n${JSON_BODY}Content-Length: 99\r\n\r\n{`,
  ),
  stalled(
    'stop in the body of a call of gRPC',
    200,
    Buffer.concat([hello(), frame(FRAME.HEADERS, END_HEADERS, 1, grpcHeaders(`${OPERATIONS}/GetOperation`))]),
  ),
  stalled('ask once and stay, over HTTP/1', 200, `GET /v1/operations?pageSize=1 HTTP/1.1\r\n${HOST}\r\n`),
  stalled(
    'ask once and stay, over HTTP/2',
    200,
    Buffer.concat([hello(), grpcCall(1, `${OPERATIONS}/GetOperation`, named('operations/1').message)]),
  ),
  stalled('say nothing on the port with TLS', 500, '', 'tls'),
  stalled('stop in the handshake of TLS', 500, Buffer.of(0x16, 3, 1, 2, 0, 1), 'tls'),
  {
    name: '200 connections that send a header a moment',
    hungUp: true,
    async run(field) {
      const sockets = await field.connectMany(200, 'plain', `GET /v1/operations HTTP/1.1\r\n${HOST}`);
      for (let i = 0; i < 300 && field.open > 0; i += 1) {
        for (const socket of sockets) socket.write(`X-${i}: 1\r\n`);
        await field.hold(1);
      }
    },
  },
  {
    name: '200 connections that send a byte of a body a moment',
    hungUp: true,
    async run(field) {
      const begun = `POST /v1/jobs:start HTTP/1.1\r\n${JSON_BODY}Content-Length: 100000\r\n\r\n{`;
      const sockets = await field.connectMany(200, 'jobs', begun);
      for (let i = 0; i < 300 && field.open > 0; i += 1) {
        for (const socket of sockets) socket.write(' ');
        await field.hold(1);
      }
    },
  },
];

/** Half of 50 uploads of 32 MB, in MB: what the server reads on so that its answer arrives, and what both systems hold. */
const TAKEN = 800;

/** 32 MB each, of which the server is to take no more than it must to say so. */
async function upload(field: Battlefield, head: string, chunk: Buffer): Promise<void> {
  const sockets = await field.connectMany(50, 'jobs', head);
  let sent = 0;
  await Promise.all(
    sockets.map(async (socket) => {
      await field.send(
        socket,
        repeated(512, () => chunk),
      );
      sent += socket.bytesWritten - socket.writableLength;
    }),
  );
  const taken = Math.round(sent / 2 ** 20);
  if (taken > TAKEN) field.fault(`took ${taken} MB of uploads that it had refused`);
}

const chunk = Buffer.alloc(64 * 1_024, 'x');
const httpChunk = Buffer.concat([Buffer.from('10000\r\n'), chunk, Buffer.from('\r\n')]);

const bodies: readonly Attack[] = [
  {
    name: '50 uploads that go on after a 413',
    hungUp: true,
    run: (field) =>
      upload(field, `POST /v1/jobs:start HTTP/1.1\r\n${JSON_BODY}Content-Length: 33554432\r\n\r\n`, chunk),
  },
  {
    name: '50 uploads in chunks that go on after a 413',
    hungUp: true,
    run: (field) =>
      upload(field, `POST /v1/jobs:start HTTP/1.1\r\n${JSON_BODY}Transfer-Encoding: chunked\r\n\r\n`, httpChunk),
  },
  {
    name: '50 uploads to a path that is not there',
    hungUp: true,
    run: (field) => upload(field, `POST /nowhere HTTP/1.1\r\n${JSON_BODY}Content-Length: 33554432\r\n\r\n`, chunk),
  },
  {
    name: '50 uploads to a call of Connect',
    hungUp: true,
    run: (field) =>
      upload(field, `POST ${OPERATIONS}/GetOperation HTTP/1.1\r\n${JSON_BODY}Content-Length: 33554432\r\n\r\n`, chunk),
  },
  ...(
    [
      ['4 MiB of brackets', '['.repeat(4 * 2 ** 20 - 1_024)],
      ['4 MiB of objects in objects', '{"self":'.repeat(2 ** 19 - 1_024)],
      [
        '4 MiB of fields',
        `{${Array.from({ length: 400_000 }, (_, i) => `"f${i}":0`).join(',')}}`.slice(0, 4 * 2 ** 20),
      ],
      ['1 MiB of digits', `{"name":${'9'.repeat(2 ** 20)}}`],
      ['A prototype', '{"__proto__":{"name":"x"},"constructor":{"prototype":{"name":"x"}}}'],
    ] as const
  ).flatMap(([what, body]): Attack[] =>
    (['/v1/jobs:start', '/attack.Jobs/Start'] as const).map((path) => ({
      name: `${what}, over ${path.startsWith('/v1') ? 'REST' : 'Connect'}`,
      async run(field) {
        const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body };
        for (let i = 0; i < 5; i += 1) await ask(field, 'jobs', path, init);
      },
    })),
  ),
  ...overEach(
    'A filter of 4 kB over 10,000 operations, 10 times',
    questions('full', 'ListOperations', `/v1/operations?filter=${encodeURIComponent(FILTER)}`, field(2, FILTER), {
      filter: FILTER,
    }),
    10,
  ),
  {
    name: '1,000 POSTs that start jobs',
    async run(field) {
      const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' };
      for (let i = 0; i < 20; i += 1) {
        await Promise.all(Array.from({ length: 50 }, () => ask(field, 'jobs', '/v1/jobs:start', init)));
      }
    },
  },
  {
    name: 'Messages of protobuf in messages, 1,000,000 deep',
    async run(field) {
      const deep = Buffer.alloc(4_000_000, 0x0b);
      await ask(field, 'jobs', '/attack.Jobs/Start', {
        method: 'POST',
        headers: { 'content-type': 'application/proto' },
        body: new Uint8Array(deep),
      });
      const socket = await field.connect('jobs');
      await field.send(socket, [hello(), grpcCall(1, '/attack.Jobs/Start', deep.subarray(0, 16_000))]);
      await field.hold();
    },
  },
];

/** 256 MB of nothing, in 250 kB. */
const BOMB = gzipSync(Buffer.alloc(256 * 2 ** 20));

function* inFrames(stream: number, bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += 16_384) {
    const part = bytes.subarray(at, at + 16_384);
    yield frame(FRAME.DATA, at + part.length === bytes.length ? END_STREAM : 0, stream, part);
  }
}

const bombs: readonly Attack[] = [
  {
    name: 'Bombs of gzip, over gRPC',
    async run(field) {
      const socket = await field.connect('plain');
      const headers = grpcHeaders(`${OPERATIONS}/GetOperation`, { 'grpc-encoding': 'gzip' });
      await field.send(socket, [hello()]);
      for (let i = 0; i < 4; i += 1) {
        const bomb = grpcMessage(BOMB, { compressed: 1 });
        await field.send(socket, [frame(FRAME.HEADERS, END_HEADERS, stream(i), headers), ...inFrames(stream(i), bomb)]);
      }
      await field.hold(20);
    },
  },
  ...(
    [
      ['Connect', `${OPERATIONS}/GetOperation`, 'application/proto', 'content-encoding', BOMB],
      [
        'gRPC-Web',
        `${OPERATIONS}/GetOperation`,
        'application/grpc-web+proto',
        'grpc-encoding',
        grpcMessage(BOMB, { compressed: 1 }),
      ],
      ['REST', '/v1/jobs:start', 'application/json', 'content-encoding', BOMB],
    ] as const
  ).map(([protocol, path, type, encoding, body]): Attack => ({
    name: `Bombs of gzip, over ${protocol}`,
    async run(field) {
      const init = {
        method: 'POST',
        headers: { 'content-type': type, [encoding]: 'gzip' },
        body: new Uint8Array(body),
      };
      for (let i = 0; i < 4; i += 1) await ask(field, 'jobs', path, init);
    },
  })),
  {
    name: 'A bomb of HPACK: a header of 4 kB, 60,000 times',
    async run(field) {
      const socket = await field.connect('plain');
      const block = Buffer.concat([grpcHeaders('/'), indexed('x', 'y'.repeat(4_000)), Buffer.alloc(12_000, 0xbe)]);
      const more = Buffer.alloc(16_000, 0xbe);
      await field.send(socket, [
        hello(),
        frame(FRAME.HEADERS, END_STREAM, 1, block),
        frame(FRAME.CONTINUATION, 0, 1, more),
        frame(FRAME.CONTINUATION, 0, 1, more),
        frame(FRAME.CONTINUATION, END_HEADERS, 1, more),
      ]);
      await field.hold();
    },
  },
];

/** Frames after the greeting, as many as the server takes. */
function flood(name: string, count: number, make: (index: number) => Buffer, port: keyof Ports = 'plain'): Attack {
  return {
    name: `A flood of ${name}`,
    async run(field) {
      // Some in each write, as a system call for each would be the attacker's bound.
      const writes = repeated(Math.ceil(count / 100), (i) =>
        Buffer.concat([...repeated(100, (j) => make(100 * i + j))]),
      );
      await field.send(await field.connect(port), [hello(), ...writes]);
      await field.hold(10);
    },
  };
}

const emptyHeaders = grpcHeaders(`${OPERATIONS}/ListOperations`);

const floods: readonly Attack[] = [
  flood('SETTINGS', 50_000, () => frame(FRAME.SETTINGS, 0, 0, Buffer.from([0, 3, 0, 0, 0, 100]))),
  flood('PING', 50_000, () => frame(FRAME.PING, 0, 0, Buffer.alloc(8))),
  flood('PRIORITY', 50_000, (i) => frame(FRAME.PRIORITY, 0, stream(i), Buffer.from([0, 0, 0, 0, 1]))),
  flood('resets: 10,000 calls, each taken back', 10_000, (i) =>
    Buffer.concat([
      grpcCall(stream(i), `${OPERATIONS}/ListOperations`, WHOLE_PAGE),
      frame(FRAME.RST_STREAM, 0, stream(i), uint32(8)),
    ]),
  ),
  flood('streams: 10,000 calls that do not end', 10_000, (i) =>
    frame(FRAME.HEADERS, END_HEADERS, stream(i), emptyHeaders),
  ),
  flood('bad streams, which the server is made to reset', 10_000, (i) =>
    Buffer.concat([
      frame(FRAME.HEADERS, END_HEADERS | END_STREAM, stream(i), emptyHeaders),
      frame(FRAME.WINDOW_UPDATE, 0, stream(i), uint32(0)),
    ]),
  ),
  flood('empty DATA', 50_000, (i) =>
    i === 0 ? frame(FRAME.HEADERS, END_HEADERS, 1, emptyHeaders) : frame(FRAME.DATA, 0, 1),
  ),
  flood('CONTINUATION', 4_000, (i) =>
    i === 0
      ? frame(FRAME.HEADERS, 0, 1, emptyHeaders)
      : frame(
          FRAME.CONTINUATION,
          0,
          1,
          Buffer.concat([...repeated(20, (j) => literal(`x-${i}-${j}`, 'y'.repeat(500)))]),
        ),
  ),
  flood('empty CONTINUATION', 50_000, (i) =>
    i === 0 ? frame(FRAME.HEADERS, 0, 1, emptyHeaders) : frame(FRAME.CONTINUATION, 0, 1),
  ),
  {
    name: 'A flood of PING whose answers are not read',
    async run(field) {
      const socket = await field.connect('plain', { reads: false });
      const pings = Buffer.concat([...repeated(100, () => frame(FRAME.PING, 0, 0, Buffer.alloc(8)))]);
      await field.send(socket, [hello(), ...repeated(5_000, () => pings)]);
      await field.hold(10);
    },
  },
];

/** Bytes that are the same in each run. */
function noise(seed: number, length: number): Buffer {
  let state = seed;
  return Buffer.from(
    Array.from({ length }, () => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return state >>> 24;
    }),
  );
}

/** One connection for each of what is said, and a look at what each is answered. */
function malformed(
  name: string,
  said: (field: Battlefield) => readonly (Buffer | string)[],
  port: keyof Ports = 'plain',
): Attack {
  return {
    name,
    async run(field) {
      for (const bytes of said(field)) (await field.connect(port)).write(bytes);
      await field.hold(10);
    },
  };
}

const get = (field: Battlefield): string => `GET /v1/${field.running} HTTP/1.1\r\n${HOST}`;

/** Requests of HTTP/1 that two readers can take for one or for two. */
const SMUGGLED: readonly (readonly [string, string])[] = [
  ['both lengths', 'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
  ['two lengths', 'Content-Length: 0\r\nContent-Length: 44\r\n\r\n'],
  ['a list of lengths', 'Content-Length: 0, 44\r\n\r\n'],
  ['a length with a sign', 'Content-Length: +0\r\n\r\n'],
  ['a length in hexadecimal', 'Content-Length: 0x0\r\n\r\n'],
  ['an unknown coding', 'Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n'],
  ['chunked before another coding', 'Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n'],
  ['a space before the colon', 'Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n'],
  ['a folded header', 'Transfer-Encoding:\r\n chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n'],
  ['bare line feeds', 'X: 1\nContent-Length: 5\r\nTransfer-Encoding: chunked\n\r\n\r\n0\r\n\r\n'],
  ['a NUL in a header', 'X: \0\r\nContent-Length: 0\r\n\r\n'],
  ['a chunk with a wrong length', 'Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n0\r\n\r\n'],
];

const shapes: readonly Attack[] = [
  {
    name: 'Shapes of request smuggling',
    async run(field) {
      const hidden = `GET /v1/operations?pageSize=1 HTTP/1.1\r\n${HOST}\r\n`;
      for (const [shape, rest] of SMUGGLED) {
        const answer = await field.answerTo('jobs', `POST /v1/jobs:start HTTP/1.1\r\n${JSON_BODY}${rest}${hidden}`);
        const statuses = [...answer.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status);
        if (statuses.join() !== '400') field.fault(`${shape}: answered with ${statuses.join(', ') || 'nothing'}`);
      }
    },
  },
  {
    name: 'Foreign Hosts and Origins',
    async run(field) {
      const paths = [`/v1/${field.running}`, '/v1/operations', `${OPERATIONS}/GetOperation`, '/'];
      const headers = [
        'Host: evil.example\r\n',
        'Host: 127.0.0.1.evil.example\r\n',
        'Host: 127.0.0.1@evil.example\r\n',
        'Host: \r\n',
        `${HOST}Host: evil.example\r\n`,
        `${HOST}Origin: http://evil.example\r\n`,
        `${HOST}Origin: null\r\n`,
        `${HOST}Origin: http://127.0.0.1.evil.example\r\n`,
      ];
      for (const path of paths) {
        for (const header of headers) {
          const answer = await field.answerTo('plain', `GET ${path} HTTP/1.1\r\n${header}Connection: close\r\n\r\n`);
          if (!answer.startsWith('HTTP/1.1 4'))
            field.fault(`${path} with ${header.trim()}: ${answer.slice(0, 12) || 'nothing'}`);
        }
      }
    },
  },
  malformed('Huge URLs, and more headers than there are', (field) => [
    `GET /${'a'.repeat(15_000)} HTTP/1.1\r\n${HOST}\r\n`,
    `GET /${'a/'.repeat(500_000)} HTTP/1.1\r\n${HOST}\r\n`,
    `GET /v1/operations?${'pageSize=1&'.repeat(1_300)} HTTP/1.1\r\n${HOST}\r\n`,
    `GET /v1/operations?${'a.'.repeat(7_000)}a=1 HTTP/1.1\r\n${HOST}\r\n`,
    `GET /v1/operations?filter=${'%28'.repeat(5_000)} HTTP/1.1\r\n${HOST}\r\n`,
    `${get(field)}${'a:\r\n'.repeat(3_000)}\r\n`,
    `${get(field)}X: ${'y'.repeat(1_000_000)}\r\n\r\n`,
    Buffer.concat([hello(), grpcCall(1, `/${'a'.repeat(14_000)}`, Buffer.of())]),
  ]),
  malformed('Odd requests of HTTP/1', (field) => [
    'CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example\r\n\r\n',
    `${get(field)}Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n`,
    `${get(field)}Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
    `POST /v1/jobs:start HTTP/1.1\r\n${JSON_BODY}Expect: 100-continue\r\nContent-Length: 99\r\n\r\n`,
    `POST /v1/jobs:start HTTP/1.1\r\n${JSON_BODY}Expect: 200-ok\r\nContent-Length: 99\r\n\r\n`,
    `GET http://evil.example/v1/operations HTTP/1.1\r\n${HOST}\r\n`,
    `OPTIONS * HTTP/1.1\r\n${HOST}\r\n`,
    `TRACE / HTTP/1.1\r\n${HOST}\r\n`,
    'GET / HTTP/0.9\r\n\r\n',
    'GET / HTTP/9.9\r\n\r\n',
    '\0\0\0\0',
    `GET /%00%ff%zz HTTP/1.1\r\n${HOST}\r\n`,
    `GET /v1/operations/..%2f..%2f..%2fetc%2fpasswd HTTP/1.1\r\n${HOST}\r\n`,
    `POST /v1/jobs:start HTTP/1.1\r\n${JSON_BODY}Transfer-Encoding: chunked\r\n\r\n1;${'x'.repeat(100_000)}\r\n`,
    Buffer.concat([Buffer.from([0x16, 3, 1]), noise(1, 500)]),
  ]),
  malformed('Bytes that are no HTTP/2', () => [
    ...repeated(200, (i) => Buffer.concat([i % 2 === 0 ? PREFACE : hello(), noise(i + 1, 400)])),
  ]),
  malformed('Frames of HTTP/2 that are not allowed', () =>
    [
      frame(FRAME.SETTINGS, 0, 1, Buffer.alloc(6)),
      frame(FRAME.SETTINGS, 0, 0, Buffer.alloc(5)),
      frame(FRAME.PING, 0, 0, Buffer.alloc(7)),
      frame(FRAME.DATA, 0, 1, Buffer.alloc(10)),
      frame(FRAME.DATA, 8, 1, Buffer.of(255)),
      frame(FRAME.HEADERS, END_HEADERS, 2, emptyHeaders),
      frame(FRAME.HEADERS, END_HEADERS, 0, emptyHeaders),
      frame(FRAME.HEADERS, END_HEADERS, 1, noise(7, 300)),
      frame(FRAME.HEADERS, END_HEADERS, 1, Buffer.alloc(0)),
      frame(FRAME.HEADERS, END_HEADERS, 1, literal('UPPER', 'case')),
      frame(FRAME.HEADERS, END_HEADERS, 1, Buffer.concat([emptyHeaders, literal('a\r\nb', 'c\r\nd')])),
      frame(FRAME.PUSH_PROMISE, END_HEADERS, 1, Buffer.concat([uint32(2), emptyHeaders])),
      frame(FRAME.CONTINUATION, END_HEADERS, 1, emptyHeaders),
      frame(FRAME.WINDOW_UPDATE, 0, 0, uint32(2 ** 31 - 1)),
      frame(FRAME.RST_STREAM, 0, 99, uint32(8)),
      frame(FRAME.GOAWAY, 0, 0, Buffer.alloc(8)),
      frame(FRAME.DATA, 0, 1, Buffer.alloc(10), 0xffffff),
      frame(0xff, 0xff, 0x7fffffff, noise(9, 50)),
    ].map((wrong) => Buffer.concat([hello(), wrong])),
  ),
  malformed('Messages that are no protobuf', () => [
    ...repeated(200, (i) => Buffer.concat([hello(), grpcCall(1, `${OPERATIONS}/ListOperations`, noise(i + 1, 1 + i))])),
    ...[{ compressed: 1 }, { compressed: 7 }, { length: 0 }, { length: 2 ** 32 - 1 }].map((wrong) =>
      Buffer.concat([
        hello(),
        frame(FRAME.HEADERS, END_HEADERS, 1, grpcHeaders(`${OPERATIONS}/ListOperations`)),
        frame(FRAME.DATA, END_STREAM, 1, grpcMessage(noise(3, 100), wrong)),
      ]),
    ),
    ...repeated(100, (i) => {
      const head = `POST ${OPERATIONS}/ListOperations HTTP/1.1\r\n${HOST}Content-Type: application/proto\r\n`;
      const body = noise(i + 1, 100);
      return Buffer.concat([Buffer.from(`${head}Content-Length: ${body.length}\r\n\r\n`), body]);
    }),
  ]),
];

/** Connections that are cut as soon as they have asked. */
function aborts(name: string, said: (field: Battlefield) => string | Buffer, cut: (socket: Socket) => unknown): Attack {
  return {
    name,
    async run(field) {
      for (let i = 0; i < 1_000; i += 1) {
        const socket = await field.connect('full', { reads: false });
        socket.write(said(field), () => cut(socket));
      }
      await field.hold();
    },
  };
}

const page = (): string => `GET /v1/operations HTTP/1.1\r\n${HOST}\r\n`;
const call = (): Buffer => Buffer.concat([hello(), grpcCall(1, `${OPERATIONS}/ListOperations`, Buffer.of())]);

const early: readonly Attack[] = [
  aborts('1,000 requests that are given up at once, over HTTP/1', page, (socket) => socket.destroy()),
  aborts('1,000 requests that are given up at once, over HTTP/2', call, (socket) => socket.destroy()),
  aborts('1,000 connections that are reset at once, over HTTP/1', page, (socket) => socket.resetAndDestroy()),
  aborts('1,000 connections that are reset at once, over HTTP/2', call, (socket) => socket.resetAndDestroy()),
];

/** All of them, by kind. */
export const ATTACKS: Readonly<Record<string, readonly Attack[]>> = {
  'Answers that are too large or too deep': largeAnswers,
  'What is queued': queued,
  'Connections that stay': idle,
  'Bodies, filters and jobs': bodies,
  Bombs: bombs,
  Floods: floods,
  'What is malformed, or foreign': shapes,
  'What is given up': early,
};
