import fc from 'fast-check';
import type { RestMethod } from '../../src/rest/index.js';
import { arbitraryOperation } from '../fuzz/arbitrary-operation.js';
import { foreignShapes } from '../fuzz/foreign-shapes.js';
import { mutate, mutations } from '../fuzz/mutate.js';

/** Any text: halves of characters, control characters and all scripts. */
export const anyText = (maxLength: number): fc.Arbitrary<string> =>
  fc.array(fc.nat(0xffff), { maxLength }).map((codes) => String.fromCharCode(...codes));

const typeUrl = fc.constantFrom(
  'type.googleapis.com/acme.v1.Text',
  'google.protobuf.Duration',
  'google.rpc.RetryInfo',
  'google.rpc.ErrorInfo',
  '/',
  '',
  '__proto__',
);
const odd = fc.oneof(fc.constantFrom(null, 0, 1, -1, 1e999, '', 'x', true, [], {}), fc.jsonValue({ maxDepth: 2 }));
const any = fc.oneof(
  odd,
  fc.record(
    {
      '@type': fc.oneof(typeUrl, odd),
      value: odd,
      retryDelay: fc.oneof(odd, fc.constantFrom('3.5s', '-1s', '1e9s')),
      toString: odd,
    },
    { requiredKeys: [] },
  ),
);
const status = fc.record(
  {
    code: fc.oneof(fc.integer({ min: -1, max: 600 }), odd),
    status: fc.oneof(fc.constantFrom('NOT_FOUND', 'OK', 'UNAVAILABLE', 'constructor', '__proto__', 'toString'), odd),
    message: fc.oneof(fc.string(), odd, fc.constant('x'.repeat(5_000))),
    details: fc.oneof(fc.array(any, { maxLength: 3 }), odd),
  },
  { requiredKeys: [] },
);
const operation = fc.record(
  {
    name: fc.oneof(fc.constant('operations/1'), odd),
    done: fc.oneof(fc.boolean(), odd),
    metadata: any,
    response: any,
    error: fc.oneof(status, odd),
  },
  { requiredKeys: [] },
);
const page = fc.record(
  { operations: fc.oneof(fc.array(operation, { maxLength: 3 }), odd), nextPageToken: odd },
  { requiredKeys: [] },
);
const written = fc
  .oneof(operation, page, status, fc.record({ error: fc.oneof(status, odd) }))
  .map((json) => JSON.stringify(json));
/** What is right for nobody, or by chance. */
const junk = fc.oneof(
  written,
  fc.tuple(written, fc.nat(), fc.string({ maxLength: 3 }), fc.nat(3)).map(([text, at, other, less]) => {
    const cut = at % (text.length + 1);
    return text.slice(0, cut) + other + text.slice(cut + less);
  }),
  fc.tuple(written, fc.nat()).map(([text, at]) => text.slice(0, at % (text.length + 1))),
  fc.json(),
  anyText(20),
  fc.uint8Array({ maxLength: 50 }),
  fc.nat(3_000).map((depth) => `${'{"metadata":'.repeat(depth)}{}${'}'.repeat(depth)}`),
  fc.nat(3_000).map((depth) => '['.repeat(depth)),
  fc.constantFrom(
    '',
    ' ',
    '<html>',
    'null',
    '{"__proto__":{"done":true,"polluted":1}}',
    '{"metadata":{"__proto__":{"@type":"a"}}}',
    '\ufeff{}',
  ),
);

const intactOperation = arbitraryOperation.map((model) => foreignShapes['JSON']?.(model) ?? {});
const intactPage = fc.record({
  operations: fc.array(intactOperation, { maxLength: 3 }),
  nextPageToken: fc.constantFrom('', 'next'),
});

/** Of a method: what it is to answer, the same with some parts changed, and junk. */
function bodyOf(method: RestMethod): fc.Arbitrary<string | Uint8Array> {
  const intact: fc.Arbitrary<object> =
    method === 'listOperations' ? intactPage : /^(get|wait)/.test(method) ? intactOperation : fc.constant({});
  const changed = fc.tuple(intact, mutations).map(([value, changes]) => mutate(value, changes));
  const text = (value: object): string => JSON.stringify(value, noBigInt);
  return fc.oneof(
    { weight: 12, arbitrary: intact.map(text) },
    { weight: 3, arbitrary: changed.map(text) },
    { weight: 2, arbitrary: junk },
  );
}

function noBigInt(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}

/** An answer that a server, or what is before it, may give. */
export interface Answer {
  readonly body: string | Uint8Array;
  readonly status: number;
  readonly headers: Record<string, string>;
  /** After which byte it breaks off, if it does. */
  readonly breakAt: number | undefined;
  readonly inParts: boolean;
}

const headerText = fc.string({ maxLength: 20 });
const others = {
  status: fc.oneof(
    { weight: 16, arbitrary: fc.constant(200) },
    fc.constantFrom(201, 301, 400, 404, 405, 409, 429, 500, 501, 502, 503, 504, 599),
    fc.integer({ min: 200, max: 599 }),
  ),
  headers: fc.record(
    {
      'content-type': fc.oneof(fc.constantFrom('application/json', 'text/html; charset=utf-8'), headerText),
      'content-length': fc.oneof(
        { weight: 12, arbitrary: fc.constantFrom('5', '-1') },
        fc.constant('9999999'),
        headerText,
      ),
      'retry-after': fc.oneof(
        fc.constantFrom('3', '-3', '99999999999999999999', 'Sun, 01 Nov 2099 12:00:30 GMT', 'x GMT'),
        headerText,
      ),
      date: fc.oneof(fc.constantFrom('Sun, 01 Nov 2026 12:00:30 GMT'), headerText),
    },
    { requiredKeys: [] },
  ),
  breakAt: fc.oneof({ weight: 19, arbitrary: fc.constant(undefined) }, fc.nat(30)),
  inParts: fc.boolean(),
};

/** What a server says that does not answer, in its own words. */
const refusal: fc.Arbitrary<Answer> = fc.record({
  ...others,
  status: fc.constantFrom(400, 404, 429, 500, 501, 503),
  body: fc
    .record({
      status: fc.constantFrom('NOT_FOUND', 'UNIMPLEMENTED', 'RESOURCE_EXHAUSTED', 'UNAVAILABLE', 'INTERNAL'),
      message: fc.constantFrom('no', 'x'.repeat(5_000)),
      details: fc.array(any, { maxLength: 2 }),
    })
    .map((error) => JSON.stringify({ error })),
});

/** Any answer to a method: right ones, those that are nearly right, and junk. */
export function arbitraryAnswer(method: RestMethod): fc.Arbitrary<Answer> {
  return fc.oneof({ weight: 9, arbitrary: fc.record({ ...others, body: bodyOf(method) }) }, refusal);
}

const NO_BODY = [204, 205, 304];

/** It as fetch gives it. */
export function responseOf({ body, status, headers, breakAt, inParts }: Answer): Response {
  if (NO_BODY.includes(status)) return new Response(null, { status, headers });
  if (breakAt === undefined && !inParts) return new Response(body as BodyInit, { status, headers });
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  let at = 0;
  const stream = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      if (breakAt !== undefined && at >= breakAt) return controller.error(new TypeError('terminated'));
      if (at >= bytes.length) return controller.close();
      const size = Math.min(inParts ? Math.ceil(bytes.length / 5) : bytes.length, breakAt ?? Infinity);
      controller.enqueue(bytes.slice(at, at + size));
      at += size;
    },
  });
  return new Response(stream, { status, headers });
}
