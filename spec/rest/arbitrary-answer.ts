import fc from 'fast-check';

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
/** What Google's servers and gRPC gateways say of a failure. */
const refusal = fc
  .record({
    status: fc.constantFrom('NOT_FOUND', 'INTERNAL'),
    code: fc.constantFrom(404, 500),
    message: fc.string(),
  })
  .map((error) => ({ error }));
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
const valid = fc.record(
  { name: fc.constant('operations/1'), done: fc.boolean(), metadata: fc.record({ '@type': typeUrl }) },
  { requiredKeys: [] },
);
const page = fc.record(
  { operations: fc.oneof(fc.array(operation, { maxLength: 3 }), odd), nextPageToken: odd },
  { requiredKeys: [] },
);
const written = fc
  .oneof(valid, operation, page, status, fc.record({ error: fc.oneof(status, odd) }))
  .map((json) => JSON.stringify(json));
const body = fc.oneof(
  { weight: 4, arbitrary: written },
  { weight: 2, arbitrary: refusal.map((json) => JSON.stringify(json)) },
  {
    weight: 2,
    arbitrary: fc.tuple(written, fc.nat(), fc.string({ maxLength: 3 }), fc.nat(3)).map(([text, at, other, less]) => {
      const cut = at % (text.length + 1);
      return text.slice(0, cut) + other + text.slice(cut + less);
    }),
  },
  { weight: 2, arbitrary: fc.tuple(written, fc.nat()).map(([text, at]) => text.slice(0, at % (text.length + 1))) },
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
/** Any answer: right ones, those that are nearly right, and junk. */
export const arbitraryAnswer: fc.Arbitrary<Answer> = fc.record({
  body,
  status: fc.oneof(
    { weight: 6, arbitrary: fc.constant(200) },
    fc.constantFrom(201, 301, 400, 404, 405, 409, 429, 500, 501, 502, 503, 504, 599),
    fc.integer({ min: 200, max: 599 }),
  ),
  headers: fc.record(
    {
      'content-type': fc.oneof(fc.constantFrom('application/json', 'text/html; charset=utf-8'), headerText),
      'content-length': fc.oneof(
        { weight: 5, arbitrary: fc.constantFrom('5', '-1') },
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
  breakAt: fc.oneof({ weight: 9, arbitrary: fc.constant(undefined) }, fc.nat(30)),
  inParts: fc.boolean(),
});

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
