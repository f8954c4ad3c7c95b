import { execFile } from 'node:child_process';
import { mkdir, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { grpcFixture } from '../support/grpc-fixture.js';
import { tempDir } from '../support/server-temp-dir.js';
import { jsonLines, linesOf, PATIENCE, runCommand, start, startInTerminal } from './command.js';

describe('longrunning digest', () => {
  const fixture = grpcFixture();

  async function folder(): Promise<string> {
    const dir = await tempDir(fixture);
    await mkdir(join(dir, 'sub'));
    await writeFile(join(dir, 'a.txt'), 'alpha');
    await writeFile(join(dir, 'sub', 'b.txt'), 'beta');
    return dir;
  }

  /** A folder whose digest takes longer than any spec: its file is all holes, and takes no space. */
  async function endlessFolder(): Promise<string> {
    const dir = await tempDir(fixture);
    await writeFile(join(dir, 'holes'), '');
    await truncate(join(dir, 'holes'), 2 ** 40);
    return dir;
  }

  async function sha256sum(dir: string): Promise<string> {
    const line = 'find . -type f -print0 | LC_ALL=C sort -z | xargs -r0 sha256sum -z | sha256sum';
    const { stdout } = await promisify(execFile)('sh', ['-c', line], { cwd: dir });
    return stdout.slice(0, 64);
  }

  it(
    'should write the digest that sha256sum confirms to stdout, and the progress to stderr',
    async () => {
      const dir = await folder();
      const { code, stdout, stderr } = await runCommand(fixture, ['digest', dir]);
      expect(linesOf(stdout).slice(0, 3)).toEqual([`sha256   ${await sha256sum(dir)}`, 'files    2', 'bytes    9']);
      expect(stdout).toMatch(/\nelapsed {2}[\d.]+ m?s\n$/);
      expect(linesOf(stderr)[0]).toMatch(/^Started operations\/\S+ at 127\.0\.0\.1:\d+$/);
      expect(linesOf(stderr).at(-1)).toBe('succeeded, 100 %, 9 B of 9 B, 2 of 2 files');
      expect(code).toBe(0);
    },
    PATIENCE,
  );

  it(
    'should write nothing but one object for each state with --json',
    async () => {
      const dir = await folder();
      const { code, stdout, stderr } = await runCommand(fixture, ['digest', dir, '--json']);
      expect(jsonLines(stdout).at(-1)).toEqual({
        name: jasmine.stringMatching(/^operations\//),
        status: 'succeeded',
        done: true,
        metadata: jasmine.objectContaining({ filesDone: 2, bytesDone: '9', bytesTotal: '9' }),
        response: {
          '@type': 'type.googleapis.com/rxjs_longrunning.digest.v1.DigestTreeResponse',
          sha256: await sha256sum(dir),
          files: 2,
          bytes: '9',
        },
        poll: { attempt: jasmine.any(Number), failures: 0 },
      });
      expect(stderr).toBe('');
      expect(code).toBe(0);
    },
    PATIENCE,
  );

  it(
    'should draw a bar in a terminal',
    async () => {
      const dir = await folder();
      const { code, stdout } = await startInTerminal(fixture, ['digest', dir]).ended;
      expect(stdout).toMatch(/█{40} 100 %, 9 B of 9 B, 2 of 2 files, /);
      expect(stdout).toContain(`sha256   ${await sha256sum(dir)}`);
      expect(code).toBe(0);
    },
    PATIENCE,
  );

  it(
    'should exit 1 with the details of the error when the operation fails',
    async () => {
      const dir = await folder();
      await symlink('/', join(dir, 'sub', 'out'));
      const { code, stdout, stderr } = await runCommand(fixture, ['digest', dir]);
      expect(stderr).toMatch(/^operations\/\S+: failed\nerror: FAILED_PRECONDITION: .*\.\/sub\/out/m);
      expect(stderr).toMatch(/^detail: google\.rpc\.ErrorInfo \{\n {2}"reason": "LEAVES_ROOT"/m);
      expect(stdout).toBe('');
      expect(code).toBe(1);
    },
    PATIENCE,
  );

  it(
    'should be stopped by Ctrl-C, and say that the operation was, too',
    async () => {
      const command = start(fixture, ['digest', await endlessFolder()]);
      await command.wrote('stderr', /^running, 0 %/m);
      command.signal('SIGINT');
      const { code, stdout, stderr } = await command.ended;
      expect(linesOf(stderr).at(-1)).toBe(
        'Interrupted: the operation ran within this command, and was stopped with it.',
      );
      expect(stdout).toBe('');
      expect(code).toBe(130);
    },
    PATIENCE,
  );

  it(
    'should leave the terminal in order after Ctrl-C there',
    async () => {
      const command = startInTerminal(fixture, ['digest', await endlessFolder()]);
      await command.wrote('stdout', /░ 0 %/);
      command.type('\u0003');
      const { code, stdout } = await command.ended;
      expect(stdout).toMatch(/\r\nInterrupted: the operation ran within this command, and was stopped with it\.\r\n$/);
      expect(code).toBe(130);
    },
    PATIENCE,
  );

  it(
    'should exit 4 when --timeout is reached',
    async () => {
      const command = await runCommand(fixture, ['digest', await endlessFolder(), '--timeout', '200ms']);
      expect(command.stderr).toMatch(
        /^Timed out: still running after 200 ms and \d+ polls?; .* was stopped with it\.$/m,
      );
      expect(command.code).toBe(4);
    },
    PATIENCE,
  );

  it(
    'should reach its own server whatever proxy the environment names',
    async () => {
      const env = { http_proxy: 'http://127.0.0.1:1', no_proxy: '', NO_PROXY: '', no_grpc_proxy: '' };
      const { code } = await runCommand(fixture, ['digest', await folder()], { env });
      expect(code).toBe(0);
    },
    PATIENCE,
  );

  it(
    'should end quietly when nobody reads its output any more',
    async () => {
      const command = start(fixture, ['digest', await endlessFolder(), '--json', '--interval', '100ms']);
      await command.wrote('stdout', /\n/);
      command.closeStdout();
      const { code, stderr } = await command.ended;
      expect(stderr).toBe('');
      expect(code).toBe(141);
    },
    PATIENCE,
  );

  it(
    'should start a digest at the server that it is told, below the root of that',
    async () => {
      const dir = await folder();
      const server = start(fixture, ['serve', '--root', dir, '--port', '0']);
      const [, target = ''] = await server.wrote('stdout', /on (127\.0\.0\.1:\d+), in cleartext/);
      const at = ['--target', target, '--insecure'];
      const { code, stdout, stderr } = await runCommand(fixture, ['digest', 'sub', ...at]);
      expect(stdout).toContain(`sha256   ${await sha256sum(join(dir, 'sub'))}`);
      expect(stderr).toContain(` at ${target}`);
      expect(code).toBe(0);

      const outside = await runCommand(fixture, ['digest', '..', ...at]);
      expect(outside.stderr).toMatch(/^error: .*DigestTree at .*INVALID_ARGUMENT: the path leads out of the root/);
      expect(outside.code).toBe(3);
    },
    PATIENCE,
  );
});
