import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { grpcFixture } from '../support/grpc-fixture.js';
import { tempDir } from '../support/server-temp-dir.js';
import type { Ended } from './command.js';
import { PATIENCE, runCommand } from './command.js';

// Nothing listens there: a command that called it would exit with 3.
const SERVER = ['--target', '127.0.0.1:1', '--insecure'];
const NAME = 'operations/1';

const mistakes: readonly (readonly [what: string, args: readonly string[], message: RegExp])[] = [
  ['an empty name', ['get', '', ...SERVER], /name of the operation is empty/],
  ['a name with a newline', ['wait', 'a\nb', ...SERVER], /control character/],
  ['a collection with a newline', ['list', 'a\nb', ...SERVER], /control character/],
  ['no name', ['cancel', ...SERVER], /missing required argument 'name'/],
  ['two names', ['delete', 'a', 'b', ...SERVER], /too many arguments/],
  ['no address', ['get', NAME], /required option '--target .*' or '--rest /],
  ['two addresses', ['get', NAME, ...SERVER, '--rest', 'https://a.test'], /'--rest <url>' cannot be used with/],
  ['two addresses of a digest', ['digest', ...SERVER, '--rest', 'https://a.test'], /'--rest <url>' cannot be used/],
  ['no URL', ['list', '--rest', 'a.test:443'], /--rest expects a URL such as/],
  ['an empty URL', ['wait', NAME, '--rest', ''], /--rest expects a URL such as/],
  ['a URL that is not of HTTP', ['get', NAME, '--rest', 'ftp://a.test'], /--rest expects a URL such as/],
  ['a URL with a query', ['digest', '--rest', 'https://a.test?key=1'], /--rest expects a URL such as/],
  ['cleartext over REST', ['get', NAME, '--rest', 'http://a.test'], /http:\/\/a\.test .*cleartext.*add --insecure/],
  ['cleartext with TLS', ['get', NAME, '--rest', 'https://a.test', '--insecure'], /leave out --insecure/],
  ['a name that leads elsewhere', ['get', '../v2/a', '--rest', 'https://a.test'], /segment that is empty/],
  ['a collection that leads elsewhere', ['list', 'a//b', '--rest', 'https://a.test'], /segment that is empty/],
  ['an empty target', ['get', NAME, '--target', ''], /target is missing/],
  ['a target with a blank', ['get', NAME, '--target', 'no target'], /"no target" is no gRPC target/],
  ['a URL as target', ['wait', NAME, '--target', 'http://localhost:80'], /is no gRPC target/],
  ['a port out of range as target', ['wait', NAME, '--target', 'localhost:99999'], /is no gRPC target/],
  ['an interval of zero', ['wait', NAME, ...SERVER, '--interval', '0'], /--interval.*above 0/],
  ['an interval that is none', ['wait', NAME, ...SERVER, '--interval', 'often'], /--interval.*such as 500ms/],
  ['a negative timeout', ['wait', NAME, ...SERVER, '--timeout', '-5s'], /--timeout.*'-5s' is invalid/],
  ['a timeout without an end', ['wait', NAME, ...SERVER, '--timeout', 'Infinity'], /--timeout.*a year at most/],
  ['a call timeout of zero', ['get', NAME, ...SERVER, '--call-timeout', '0ms'], /--call-timeout.*above 0/],
  ['a page size of zero', ['list', ...SERVER, '--page-size', '0'], /--page-size.*whole number/],
  ['a limit that is no number', ['list', ...SERVER, '--limit', 'all'], /--limit.*whole number/],
  ['a proto file that is not there', ['get', NAME, ...SERVER, '--types', 'no.proto'], /no\.proto.*--include/],
  ['a folder that is not there', ['digest', 'no-such-folder'], /"no-such-folder" cannot be read \(ENOENT\)/],
  ['a file as folder', ['digest', 'package.json'], /"package.json" is not a folder/],
  ['a root that is not there', ['serve', '--root', 'no-such-folder'], /"no-such-folder" cannot be read/],
  ['a port that is none', ['serve', '--port', '70000'], /--port.*0 to 65535/],
  ['cleartext for everybody', ['serve', '--host', '0.0.0.0', '--port', '0'], /without TLS.*--insecure/],
  ['an empty host', ['serve', '--host', '', '--insecure', '--port', '0'], /host is empty/],
  ['an origin that is none', ['serve', '--port', '0', '--cors-origin', 'a.test'], /"a\.test" is no origin/],
  ['an unknown option', ['get', NAME, ...SERVER, '--tpyes', 'x'], /unknown option '--tpyes'.*Did you mean --types/s],
  ['an unknown command', ['gte', NAME], /unknown command 'gte'/],
  ['no command', [], /Usage: longrunning/],
];

function expectRefused({ code, stdout, stderr }: Ended, message: RegExp): void {
  expect(stderr).toMatch(message);
  expect(stderr).not.toMatch(/^\s+at /m);
  expect(stdout).toBe('');
  expect(code).toBe(2);
}

describe('bad input on the command line', () => {
  const fixture = grpcFixture();

  for (const [what, args, message] of mistakes) {
    it(
      `should be told at once: ${what}`,
      async () => {
        expectRefused(await runCommand(fixture, args), message);
      },
      PATIENCE,
    );
  }

  it(
    'should be told at once: a proto file with a syntax error',
    async () => {
      const file = join(await tempDir(fixture), 'bad.proto');
      await writeFile(file, 'syntax = "proto3";\nmessage Bad { oops }\n');
      expectRefused(await runCommand(fixture, ['get', NAME, ...SERVER, '--types', file]), /bad\.proto.*line 2/);
    },
    PATIENCE,
  );

  it(
    'should be told at once, and once: a proto file whose import is not there',
    async () => {
      const file = join(await tempDir(fixture), 'importing.proto');
      await writeFile(file, 'syntax = "proto3";\nimport "none.proto";\n');
      const ended = await runCommand(fixture, ['get', NAME, ...SERVER, '--types', file]);
      expectRefused(ended, /^error: Cannot load .*importing\.proto.*none\.proto.*--include.*\n$/);
    },
    PATIENCE,
  );

  it(
    'should be told without what changes a terminal',
    async () => {
      const ended = await runCommand(fixture, ['get', NAME, ...SERVER, '--call-timeout', '\u001b[31m']);
      expectRefused(ended, /--call-timeout.* argument '\\u001b\[31m' is invalid/);
    },
    PATIENCE,
  );

  for (const header of [
    's3cret',
    ': s3cret',
    'authorization s3cret',
    'two words: s3cret',
    'x-bin: s3cret',
    'x: s3cret\u0007',
  ]) {
    it(
      `should not show what may be secret: ${JSON.stringify(header)} as header`,
      async () => {
        const ended = await runCommand(fixture, ['get', NAME, ...SERVER, '--header', header]);
        expectRefused(ended, /header/);
        expect(ended.stderr).not.toContain('s3cret');
      },
      PATIENCE,
    );
  }

  for (const [what, args] of [
    ['a password in a URL', ['--rest', 'https://me:s3cret@a.test']],
    ['a header that cannot be sent over REST', ['--rest', 'https://a.test', '--header', 'x: s3cret\u0100']],
  ] as const) {
    it(
      `should not show what may be secret: ${what}`,
      async () => {
        const ended = await runCommand(fixture, ['get', NAME, ...args]);
        expectRefused(ended, /--rest expects|header "x" cannot be sent/);
        expect(ended.stderr).not.toContain('s3cret');
      },
      PATIENCE,
    );
  }

  it(
    'should not show what may be secret: the value of an option that is misspelt',
    async () => {
      const ended = await runCommand(fixture, ['get', NAME, ...SERVER, '--haeder=authorization: s3cret']);
      expectRefused(ended, /unknown option '--haeder=…'/);
      expect(ended.stderr).not.toContain('s3cret');
    },
    PATIENCE,
  );
});
