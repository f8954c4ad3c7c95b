import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { StatusCode } from '../../src/index.js';
import { serveRaw } from '../support/grpc-raw-server.js';
import { grpcFixture } from '../support/grpc-fixture.js';
import { jsonLines, linesOf, PATIENCE, runCommand, startInTerminal } from './command.js';

/** What a server sends to be taken for other lines, or to change the terminal. */
const SPOOF = '\noperations/x: succeeded\u001b[2K\u009b1A\r\u202e\u2066\u200b\u2028\u00ad\u{e0041}\t\u3164.';
/** The same, as it is to show. */
const SHOWN =
  '\\u000aoperations/x: succeeded\\u001b[2K\\u009b1A\\u000d\\u202e\\u2066\\u200b\\u2028\\u00ad\\udb40\\udc41\\u0009\\u3164.';
/** A name that can be sent, as a wait asks for it again; what cannot be sent ends the wait. */
const NAME = 'operations/1\u2028operations/x: succeeded\u202e';
const NAME_SHOWN = 'operations/1\\u2028operations/x: succeeded\\u202e';
/** The name of a type begins after the last slash. */
const TYPE = `acme.v1.${SPOOF.replace('/', '-')}`;
const TYPE_SHOWN = `acme.v1.${SHOWN.replace('/', '-')}`;
/** All that is not to reach a terminal; the bar itself moves the cursor, in a terminal alone. */
const UNSEEN = /(?!\n)[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;

describe('What a hostile server says', () => {
  const fixture = grpcFixture();

  /** A server of REST that answers each request with the next text, the last of them again and again. */
  async function serveTexts(...texts: readonly string[]): Promise<readonly string[]> {
    let answers = 0;
    const server = createServer((_, response) => {
      response.end(texts[Math.min(answers++, texts.length - 1)]);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    fixture.closeLater(() => {
      server.closeAllConnections();
      server.close();
    });
    return ['--rest', `http://127.0.0.1:${(server.address() as AddressInfo).port}`];
  }

  const running = {
    name: `operations/1${SPOOF}`,
    metadata: { '@type': `type.googleapis.com/${TYPE}`, [SPOOF]: SPOOF },
  };
  const failed = {
    ...running,
    done: true,
    error: { code: 10, message: SPOOF, details: [{ '@type': `x/${SPOOF}`, [SPOOF]: SPOOF }] },
  };
  const succeeded = { ...running, done: true, response: { [SPOOF]: { [SPOOF]: [SPOOF] } } };

  for (const [what, operation] of Object.entries({ running, failed, succeeded })) {
    it(
      `spoofed-terminal: is escaped by get: ${what}`,
      async () => {
        const at = await serveTexts(JSON.stringify({ ...operation, name: NAME }));
        const { stdout, stderr } = await runCommand(fixture, ['get', 'operations/1', ...at]);
        expect(linesOf(stdout)[0]).toBe(`${NAME_SHOWN}: ${what}`);
        expect(stdout).toContain(`metadata: ${TYPE_SHOWN} {`);
        expect(stdout + stderr).not.toMatch(UNSEEN);
        expect(linesOf(stdout).filter((line) => line.startsWith('operations/x'))).toEqual([]);
      },
      PATIENCE,
    );
  }

  for (const [what, operation] of Object.entries({ failed, succeeded })) {
    it(
      `spoofed-terminal: is escaped by wait, in pipes: ${what}`,
      async () => {
        const texts = [running, operation].map((one) => JSON.stringify({ ...one, name: NAME }));
        const at = await serveTexts(...texts);
        const args = ['wait', 'operations/1', ...at, '--interval', '1ms'];
        const { stdout, stderr } = await runCommand(fixture, args);
        expect(stdout + stderr).toContain(`${NAME_SHOWN}: ${what}`);
        expect(stdout + stderr).not.toMatch(UNSEEN);
        expect(linesOf(stdout + stderr).filter((line) => line.startsWith('operations/x'))).toEqual([]);
      },
      PATIENCE,
    );
  }

  it(
    'spoofed-terminal: is escaped by wait in a terminal, where the bar has the names of fields',
    async () => {
      const counted = { name: NAME, metadata: { '\u202e\u2066xTotal': 4, [`${SPOOF}Total`]: 4 } };
      const at = await serveTexts(JSON.stringify(counted), JSON.stringify({ ...succeeded, name: NAME }));
      const { stdout } = await startInTerminal(fixture, ['wait', 'operations/1', ...at, '--interval', '1s']).ended;
      expect(stdout).toContain('0 of 4 \\u202e\\u2066x');
      expect(stdout).toContain(`${NAME_SHOWN}: succeeded`);
      // The bar moves the cursor and erases its line.
      expect(stdout.replace(/\u001b(\[[\d?]*[A-Za-z]|[78])|\r/g, '')).not.toMatch(UNSEEN);
      expect(stdout.split(/[\r\n]+/).filter((line) => line.startsWith('operations/x'))).toEqual([]);
    },
    PATIENCE,
  );

  it(
    'spoofed-terminal: is one row of three columns in a list',
    async () => {
      const at = await serveTexts(JSON.stringify({ operations: [running, failed] }));
      const { stdout } = await runCommand(fixture, ['list', ...at]);
      expect(linesOf(stdout)).toEqual([
        `operations/1${SHOWN}\trunning\t${TYPE_SHOWN}`,
        `operations/1${SHOWN}\tfailed\t${TYPE_SHOWN}`,
      ]);
    },
    PATIENCE,
  );

  it(
    'spoofed-terminal: is escaped in JSON, which says the same',
    async () => {
      const at = await serveTexts(JSON.stringify({ ...failed, name: NAME }));
      for (const args of [
        ['get', 'operations/1', '--json'],
        ['wait', 'operations/1', '--json'],
      ]) {
        const { stdout, stderr } = await runCommand(fixture, [...args, ...at]);
        expect(stdout + stderr).not.toMatch(UNSEEN);
        expect(stdout).toContain('\\u202e');
        const [line] = jsonLines(stdout);
        expect([line?.['name'], line?.['metadata']]).toEqual([NAME, failed.metadata]);
        expect(line?.['error']).toEqual(jasmine.objectContaining({ message: SPOOF }));
      }
    },
    PATIENCE,
  );

  it(
    'spoofed-terminal: is escaped in the errors of calls, over REST and gRPC',
    async () => {
      const error = { error: { code: 404, status: 'NOT_FOUND', message: SPOOF } };
      const server = createServer((_, response) => response.writeHead(404).end(JSON.stringify(error)));
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      fixture.closeLater(() => server.close());
      const rest = ['--rest', `http://127.0.0.1:${(server.address() as AddressInfo).port}`];
      const { target } = await serveRaw(fixture, (_, callback) =>
        callback({ code: StatusCode.NOT_FOUND, details: SPOOF }),
      );
      for (const at of [rest, ['--target', target, '--insecure']]) {
        for (const command of ['get', 'wait', 'cancel', 'delete', 'list']) {
          const { code, stdout, stderr } = await runCommand(fixture, [command, 'operations/1', ...at]);
          expect(code).toBe(3);
          expect(stderr).toContain('\\u000aoperations/x: succeeded\\u001b[2K\\u009b1A');
          expect(stdout + stderr).not.toMatch(UNSEEN);
          expect(linesOf(stderr).filter((line) => line.startsWith('operations/x'))).toEqual([]);
        }
      }
    },
    PATIENCE,
  );

  /** Text of an operation whose metadata is nested so deep. */
  const deep = (depth: number, done: boolean) =>
    `{"name":"operations/1","done":${done},"metadata":{"@type":"x/acme.v1.Deep","a":${'['.repeat(depth)}${']'.repeat(depth)}}}`;

  it(
    'hostile-metadata: nesting of 20,000 is shown as far as it goes by get and list, and ends no wait',
    async () => {
      const at = await serveTexts(deep(20_000, true));
      const got = await runCommand(fixture, ['get', 'operations/1', ...at]);
      expect([got.code, got.stderr]).toEqual([0, '']);
      expect(got.stdout).toContain('"…"');
      const json = await runCommand(fixture, ['get', 'operations/1', '--json', ...at]);
      expect(jsonLines(json.stdout)[0]).toEqual(jasmine.objectContaining({ name: 'operations/1', done: true }));

      const page = await serveTexts(`{"operations":[${deep(20_000, true)}]}`);
      expect(jsonLines((await runCommand(fixture, ['list', '--json', ...page])).stdout).length).toBe(1);

      const ending = await serveTexts(deep(20_000, false), deep(20_001, false), deep(20_000, true));
      for (const flags of [[], ['--json']]) {
        const waited = await runCommand(fixture, ['wait', 'operations/1', '--interval', '1ms', ...flags, ...ending]);
        expect(waited.code).toBe(0);
      }
    },
    PATIENCE,
  );

  it(
    'hostile-metadata: nesting of 20,000 in bytes, over gRPC, ends no wait, either',
    async () => {
      const { target } = await serveRaw(fixture, (_, callback) => callback(null, { name: 'operations/1', ...done }));
      const done = { done: true, metadata: { type_url: 'x/google.protobuf.ListValue', value: deepList(5_000) } };
      for (const command of ['get', 'wait']) {
        const { code, stdout } = await runCommand(fixture, [command, 'operations/1', '--target', target, '--insecure']);
        expect(code).toBe(0);
        expect(stdout).toContain('operations/1: succeeded\nmetadata: google.protobuf.ListValue');
      }
    },
    PATIENCE,
  );

  it(
    'hostile-metadata: objects in the place of numbers are no progress, and end no wait',
    async () => {
      const hostile = { toString: 1, valueOf: 1 };
      const metadata = { progressPercent: hostile, filesTotal: hostile, filesDone: hostile, progress: [hostile] };
      const operation = { name: 'operations/1', metadata };
      const done = { ...operation, done: true, response: { sha256: hostile, files: hostile } };
      const at = await serveTexts(JSON.stringify(operation), JSON.stringify(done));
      const { code, stderr } = await runCommand(fixture, ['wait', 'operations/1', '--interval', '1ms', ...at]);
      expect(code).toBe(0);
      expect(stderr).toContain('running, {"progressPercent":{"toString":1,"valueOf":1}');
      const started = await serveTexts(JSON.stringify(operation), JSON.stringify(done));
      const digested = await runCommand(fixture, ['digest', '.', '--interval', '1ms', ...started]);
      expect([digested.code, linesOf(digested.stdout)[0]]).toEqual([0, 'operations/1: succeeded']);
    },
    PATIENCE,
  );

  it(
    'hostile-metadata: megabytes of it are a line of 1,000 characters, and are shortened where people read',
    async () => {
      const metadata = Object.fromEntries(
        Array.from({ length: 100_000 }, (_, index) => [`field${index}Total`, 'x'.repeat(8)]),
      );
      const operation = { name: 'operations/1', metadata };
      const at = await serveTexts(JSON.stringify(operation), JSON.stringify({ ...operation, done: true }));
      const { code, stdout, stderr } = await runCommand(fixture, ['wait', 'operations/1', '--interval', '1ms', ...at]);
      expect(code).toBe(0);
      expect(Math.max(...linesOf(stderr).map((line) => line.length))).toBeLessThan(1_100);
      expect(stdout.length).toBeLessThan(110_000);
      expect(stdout).toContain('(shortened; --json writes it whole)');
      const whole = await runCommand(fixture, ['get', 'operations/1', '--json', ...at]);
      expect(Object.keys(jsonLines(whole.stdout)[0]?.['metadata'] as object).length).toBe(100_000);
    },
    PATIENCE,
  );
});

/** The bytes of so many lists within each other. */
function deepList(depth: number): Buffer {
  let list: Buffer = Buffer.alloc(0);
  for (let level = 1; level < depth; level++) {
    const value = Buffer.concat([Buffer.from([0x32]), varint(list.length), list]);
    list = Buffer.concat([Buffer.from([0x0a]), varint(value.length), value]);
  }
  return list;
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    bytes.push(rest < 128 ? rest : (rest % 128) + 128);
    if (rest < 128) return Buffer.from(bytes);
  }
}
