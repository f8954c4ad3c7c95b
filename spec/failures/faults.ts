import { constants } from 'node:http2';
import { StatusCode } from '../../src/index.js';
import type { FailingTransport } from './failing-transports.js';
import type { Answer, Protocol } from './protocols.js';
import { contentType, frame, NAME, operation, refusal, webTrailers } from './protocols.js';

/** What ends no wait, and what does. */
export type Verdict = 'passes' | 'final';

/** A row of the table: what goes wrong, and what is made of it over every transport where it can. */
export interface Fault {
  readonly title: string;
  readonly verdict: Verdict;
  /** What is done to the call; or, where the transport cannot have the fault, why not. */
  readonly answer: (transport: FailingTransport) => Answer | string;
  /** Whose word it is. Defaults to the connection's. */
  readonly origin?: 'server';
  /** The code of the server; that of the connection is `UNAVAILABLE`. */
  readonly code?: StatusCode;
  /** Only the time of the call ends it: it is `DEADLINE_EXCEEDED`. */
  readonly endless?: (transport: FailingTransport) => boolean;
}

const lost = (title: string, answer: Fault['answer']): Fault => ({ title, verdict: 'passes', answer });

/** Why a transport has no such fault. */
const NO_HTTP2 = 'there are no such frames in HTTP/1.1';
const NO_GRPC = 'there is no such status but in gRPC';
const NO_JSON = 'its messages are no JSON';
const NO_LENGTH = 'HTTP/2 has frames in place of chunks';
const SAID_BY_JSON = 'Connect takes any JSON for an error of its server, and keeps the status of HTTP to itself';

const isGrpc = (protocol: Protocol): boolean => protocol === 'gRPC' || protocol === 'gRPC-Web';
const isJson = (protocol: Protocol): boolean => protocol === 'REST' || protocol === 'Connect in JSON';
const onHttp2 =
  (end: Answer['end']): Fault['answer'] =>
  (transport) =>
    transport.http === 2 ? { end } : NO_HTTP2;

const H2_CODES = Object.entries(constants)
  .filter(([name, value]) => /^NGHTTP2_[A-Z0-9_]+$/.test(name) && typeof value === 'number')
  .map(([name, value]) => [name, value as number] as const);
const ERRORS = [
  'NO_ERROR',
  'PROTOCOL_ERROR',
  'INTERNAL_ERROR',
  'FLOW_CONTROL_ERROR',
  'SETTINGS_TIMEOUT',
  'STREAM_CLOSED',
  'FRAME_SIZE_ERROR',
  'REFUSED_STREAM',
  'CANCEL',
  'COMPRESSION_ERROR',
  'CONNECT_ERROR',
  'ENHANCE_YOUR_CALM',
  'INADEQUATE_SECURITY',
  'HTTP_1_1_REQUIRED',
].map((name) => [name, H2_CODES.find(([known]) => known === `NGHTTP2_${name}`)?.[1] ?? 13] as const);

/** What answers so is another API, and will be at the next call. */
const OTHER_APIS = [
  ['an empty object', '{}'],
  ['a status alone', '{"status":"DONE"}'],
  ['an operation of Compute Engine', '{"kind":"compute#operation","name":"operation-1","status":"RUNNING"}'],
  ['a name that is a list', '{"name":["operations/1"]}'],
] as const;

const resets = ERRORS.flatMap(([name, rst]): Fault[] => [
  {
    ...lost(`RST_STREAM with ${name}`, onHttp2({ rst })),
    // A stream that ends without an answer and without an error: connect-node waits on.
    endless: ({ title }) => name === 'NO_ERROR' && !title.startsWith('gRPC by') && title !== 'gRPC',
  },
  lost(`RST_STREAM with ${name}, within the answer`, (transport) =>
    transport.http === 1 ? NO_HTTP2 : { ...half(transport.protocol), end: { rst } },
  ),
]);

const goaways = ERRORS.filter(([name]) => name !== 'NO_ERROR').map(([name, goaway]) =>
  lost(`GOAWAY with ${name}`, onHttp2({ goaway })),
);

/** A part of an answer. */
function half(protocol: Protocol): Answer {
  const { headers, body } = operation(protocol, false);
  return { headers: headers!, body: body!.slice(0, 8) };
}

const connections: readonly Fault[] = [
  lost('a connection that is reset', () => ({ end: 'reset' })),
  lost('a connection that is closed', () => ({ end: 'closed' })),
  lost('a connection that is reset within the answer', ({ protocol }) => ({ ...half(protocol), end: 'reset' })),
  lost('GOAWAY that refuses the call', onHttp2('refused')),
  lost('a body that is shorter than its content-length', ({ protocol }) => {
    const { headers, body } = half(protocol);
    return { headers: { ...headers, 'content-length': '100' }, body: body!, end: 'closed' };
  }),
  lost('a chunked body that is cut off', ({ protocol, http }) =>
    http === 2 ? NO_LENGTH : { ...half(protocol), end: 'closed' },
  ),
  {
    ...lost('no answer in the time of the call', () => ({ end: 'never' })),
    endless: () => true,
  },
];

const HTML = '<!doctype html><html><title>Oh</title><body><h1>Something went wrong</h1></body></html>';
const PAGES = [200, 302, 400, 401, 403, 404, 405, 407, 500, 501, 503];
const TEXTS = [401, 403, 404, 500];
const MAY_PASS = [408, 425, 429, 502, 503, 504];
const html = (status: number): Answer => ({
  status,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body: HTML,
});
const plain = (status: number): Answer => ({
  status,
  headers: { 'content-type': 'text/plain' },
  body: `${status} page not found\n`,
});
const gateway = (status: number): Answer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ message: 'no Route matched with those values' }),
});

const pages: readonly Fault[] = [
  ...PAGES.map((status) => lost(`HTTP ${status} with a page of HTML`, () => html(status))),
  ...TEXTS.map((status) => lost(`HTTP ${status} with plain text`, () => plain(status))),
  ...TEXTS.map((status) => lost(`HTTP ${status} with nothing`, () => ({ status }))),
  ...TEXTS.map((status) =>
    lost(`HTTP ${status} with JSON of a gateway`, ({ protocol }) =>
      protocol.startsWith('Connect') ? SAID_BY_JSON : gateway(status),
    ),
  ),
  ...MAY_PASS.flatMap((status) => [
    lost(`HTTP ${status} with HTML`, () => html(status)),
    lost(`HTTP ${status} with text`, () => plain(status)),
    lost(`HTTP ${status} with nothing`, () => ({ status })),
    lost(`HTTP ${status} with JSON`, ({ protocol }) =>
      protocol.startsWith('Connect') ? SAID_BY_JSON : gateway(status),
    ),
  ]),
  lost('HTTP 200 with HTML that says it is JSON', ({ protocol }) => ({ headers: contentType(protocol), body: HTML })),
];

const statusOf = (protocol: Protocol, status: string): Answer | string => {
  const trailers = { 'grpc-status': status, 'grpc-message': 'what' };
  if (protocol === 'gRPC') return { headers: { ...contentType(protocol), ...trailers } };
  return protocol === 'gRPC-Web' ? { headers: contentType(protocol), body: webTrailers(trailers) } : NO_GRPC;
};

const halves: readonly Fault[] = [
  lost('grpc-status with nothing in it', ({ protocol }) => statusOf(protocol, '')),
  ...['abc', '17', '99', '-1', '1.5', '5abc', 'NaN'].map((status) => ({
    ...lost(`unknown-status-code: grpc-status ${JSON.stringify(status)}`, ({ protocol }) => statusOf(protocol, status)),
    code: StatusCode.UNKNOWN,
  })),
  lost('trailers that are missing', ({ protocol }) =>
    isGrpc(protocol)
      ? { headers: contentType(protocol), body: frame(Uint8Array.of(0x0a, NAME.length, ...Buffer.from(NAME))) }
      : NO_GRPC,
  ),
  lost('half a message, and then trailers', ({ protocol }) => {
    const ok = { 'grpc-status': '0' };
    const cut = frame(Uint8Array.of(0x0a, 12), 0, 14);
    if (protocol === 'gRPC') return { headers: contentType(protocol), body: cut, trailers: ok };
    return protocol === 'gRPC-Web' ? { headers: contentType(protocol), body: cut } : NO_GRPC;
  }),
  lost('a status of success, and no message', ({ protocol }) => {
    if (protocol === 'gRPC') return { headers: { ...contentType(protocol), 'grpc-status': '0' } };
    return protocol === 'gRPC-Web'
      ? { headers: contentType(protocol), body: webTrailers({ 'grpc-status': '0' }) }
      : NO_GRPC;
  }),
  lost('a message that does not parse', ({ protocol }) => {
    const garbled = Uint8Array.of(0x0f);
    switch (protocol) {
      case 'gRPC':
        return { headers: contentType(protocol), body: frame(garbled), trailers: { 'grpc-status': '0' } };
      case 'gRPC-Web':
        return {
          headers: contentType(protocol),
          body: Buffer.concat([frame(garbled), webTrailers({ 'grpc-status': '0' })]),
        };
      case 'Connect in binary':
        return { headers: contentType(protocol), body: garbled };
      default:
        return { headers: contentType(protocol), body: '{"name":"operations/1"' };
    }
  }),
  lost('JSON that is malformed', ({ protocol }) =>
    isJson(protocol) ? { headers: contentType(protocol), body: "{name: 'operations/1'}" } : NO_JSON,
  ),
  ...OTHER_APIS.map(([what, body]): Fault => ({
    title: `JSON of another API: ${what}`,
    verdict: 'final',
    origin: 'server',
    code: StatusCode.INTERNAL,
    answer: ({ protocol }) => (isJson(protocol) ? { headers: contentType(protocol), body } : NO_JSON),
  })),
  lost('an empty body of JSON', ({ protocol }) =>
    isJson(protocol) ? { headers: contentType(protocol) } : 'no bytes are a message without fields',
  ),
];

const SAID = [
  ['NOT_FOUND', 'final'],
  ['INTERNAL', 'final'],
  ['CANCELLED', 'final'],
  ['UNKNOWN', 'final'],
  ['UNIMPLEMENTED', 'final'],
  ['PERMISSION_DENIED', 'final'],
  ['UNAVAILABLE', 'passes'],
  ['DEADLINE_EXCEEDED', 'passes'],
  ['RESOURCE_EXHAUSTED', 'passes'],
] as const;

const said = SAID.map(([name, verdict]): Fault => {
  const code = StatusCode[name];
  return {
    title: `${name}, said by the server`,
    verdict,
    origin: 'server',
    code,
    answer: ({ protocol }) => refusal(protocol, code, name, 'as I say'),
  };
});

const gateways: readonly Fault[] = [
  {
    title: 'NOT_FOUND in the JSON of a gRPC gateway',
    verdict: 'final',
    origin: 'server',
    code: StatusCode.NOT_FOUND,
    answer: ({ protocol }) =>
      protocol === 'REST'
        ? { status: 404, headers: contentType(protocol), body: '{"code":5,"message":"gone","details":[]}' }
        : 'it is REST',
  },
  {
    title: 'UNAVAILABLE with HTTP 503, in the JSON of the API',
    verdict: 'passes',
    origin: 'server',
    code: StatusCode.UNAVAILABLE,
    answer: ({ protocol }) =>
      protocol === 'REST'
        ? { status: 503, headers: contentType(protocol), body: '{"error":{"code":503,"message":"busy"}}' }
        : 'it is REST',
  },
];

/** What is done to one call, in the middle of the polling. */
export const faults: readonly Fault[] = [
  ...resets,
  ...goaways,
  ...connections,
  ...pages,
  ...halves,
  ...said,
  ...gateways,
];
