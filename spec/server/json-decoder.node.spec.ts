import { gzipSync } from 'node:zlib';
import { JsonLimitError, jsonDecoder } from '../../src/server/http/json-decoder.js';
import { grpcFixture } from '../support/grpc-fixture.js';
import { seededRandom } from '../support/seeded-random.js';

const decode = (text: string) => jsonDecoder.decode(Buffer.from(text));
const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;
const DEEP = 'the JSON nests deeper than 100 levels';
const MANY = 'the JSON has more than 50000 values';

describe('The decoder of JSON', () => {
  for (const text of [
    nested(100),
    `[${nested(99)},${nested(99)}]`,
    `"${'['.repeat(5_000)}"`,
    `["${'\\"['.repeat(5_000)}", "\\\\", "${'{'.repeat(5_000)}"]`,
    `{"${'{'.repeat(200)}\\\\\\"": 1}`,
    `[${'0,'.repeat(49_998)}0]`,
    `"${','.repeat(60_000)}"`,
    '"ü 😀 \\ud800"',
    '"unclosed \\"',
    '',
  ]) {
    it(`takes ${text.slice(0, 30)}, of ${text.length} characters`, () => {
      expect(decode(text)).toBe(text);
    });
  }

  for (const [text, message] of [
    [nested(101), DEEP],
    ['{"a":'.repeat(101), DEEP],
    [`["${'\\\\'.repeat(3)}", ${nested(100)}]`, DEEP],
    [`[${'0,'.repeat(50_000)}0]`, MANY],
    [`[${'[],'.repeat(25_000)}0]`, MANY],
  ] as const) {
    it(`refuses ${text.slice(0, 30)}, of ${text.length} characters`, () => {
      expect(() => decode(text)).toThrowError(JsonLimitError, message);
    });
  }

  it('refuses what is no UTF-8', () => {
    expect(() => jsonDecoder.decode(Buffer.from('"ü"', 'latin1'))).toThrowError(TypeError);
  });

  it('counts what JSON.parse finds, in JSON of any shape', () => {
    const random = seededRandom(5);
    const texts = ['', '"', '\\', '\\"', '[', '{"a":1', ',', 'é"]', '\\\\"'];
    const make = (depth: number): unknown => {
      const dice = random();
      if (depth === 0 || dice < 0.2) return texts[Math.floor(random() * texts.length)];
      const values = Array.from({ length: Math.floor(random() * 3) }, () => make(depth - 1));
      return dice < 0.6 ? values : Object.fromEntries(values.map((value, at) => [`${at}${texts[at] ?? ''}`, value]));
    };
    const depthOf = (value: unknown): number =>
      typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0;
    for (let run = 0; run < 500; run++) {
      const value = make(8);
      const text = JSON.stringify(value);
      const around = 100 - depthOf(value);
      expect(decode('['.repeat(around) + text + ']'.repeat(around))).toContain(text);
      expect(() => decode('['.repeat(around + 1) + text)).toThrowError(DEEP);
    }
  });
});

describe('The server, of a request in JSON that nests too deep or has too many values,', () => {
  const fixture = grpcFixture();
  const envelope = (text: string) => {
    const head = Buffer.alloc(5);
    head.writeUInt32BE(Buffer.byteLength(text), 1);
    return Buffer.concat([head, Buffer.from(text)]);
  };
  const CALL = '/google.longrunning.Operations/GetOperation';

  for (const [protocol, path, headers, body] of [
    ['REST', '/v1/operations/1:cancel', { 'content-type': 'application/json' }, Buffer.from],
    ['Connect', CALL, { 'content-type': 'application/json' }, Buffer.from],
    ['Connect, compressed', CALL, { 'content-type': 'application/json', 'content-encoding': 'gzip' }, gzipSync],
    ['gRPC-Web', CALL, { 'content-type': 'application/grpc-web+json' }, envelope],
  ] as const) {
    it(`says so over ${protocol}`, async () => {
      const server = await fixture.serve({ operations: fixture.store() });
      for (const [text, message] of [
        [`{"name":${nested(1_000_000)}}`, DEEP],
        [`{"name":[${'[],'.repeat(1_000_000)}0]}`, MANY],
      ] as const) {
        const answer = await fetch(server.url + path, { method: 'POST', headers, body: body(text) });
        const told = decodeURIComponent(await answer.text());
        expect(told).toContain(message);
        expect(told).toMatch(/INVALID_ARGUMENT|invalid_argument|grpc-status: 3/);
      }
    });
  }
});
