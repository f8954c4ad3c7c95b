import { access, constants, readFile } from 'node:fs/promises';
import { grpcFixture } from '../support/grpc-fixture.js';
import { commandWords, PATIENCE, runCommand, Running, startInTerminal } from './command.js';
import { moduleOf, without } from './imported-modules.js';

/** A module, to import before the command, that tells at the end whether gRPC was loaded. */
const TELL_GRPC = moduleOf(`import { createRequire } from 'node:module';
  process.on('exit', () => {
    const loaded = Object.keys(createRequire(${JSON.stringify(import.meta.url)}).cache);
    process.stderr.write('[gRPC: ' + loaded.some((file) => file.includes('grpc-js')) + ']');
  });`);

describe('longrunning', () => {
  const fixture = grpcFixture();

  it('should be a program, as npx in a clone makes it one only once', async () => {
    await expectAsync(access('dist/src/cli/main.js', constants.X_OK)).toBeResolved();
  });

  it(
    'should say that what it writes cannot be written',
    async () => {
      const line = `${commandWords(['--version']).join(' ')} > /dev/full`;
      const { code, stderr } = await new Running(fixture, ['sh', '-c', line]).ended;
      expect(stderr).toMatch(/^error: .*ENOSPC.*\n$/);
      expect(code).toBe(3);
    },
    PATIENCE,
  );

  it(
    'should tell its version',
    async () => {
      const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };
      const { code, stdout } = await runCommand(fixture, ['--version']);
      expect(stdout).toBe(`${version}\n`);
      expect(code).toBe(0);
    },
    PATIENCE,
  );

  it(
    'should help with examples and all exit codes',
    async () => {
      const { code, stdout, stderr } = await runCommand(fixture, ['--help']);
      for (const part of ['Examples:', ...['0', '1', '2', '3', '4', '130', '141'].map((exit) => `  ${exit} `)]) {
        expect(stdout).toContain(part);
      }
      expect(stderr).toBe('');
      expect(code).toBe(0);
    },
    PATIENCE,
  );

  it(
    'should load no gRPC before the arguments are right, and none for --rest',
    async () => {
      const imports = [TELL_GRPC];
      const target = ['--target', '127.0.0.1:1', '--insecure'];
      const help = await runCommand(fixture, ['wait', '--help'], { imports });
      expect(help.stderr).toBe('[gRPC: false]');
      const mistake = await runCommand(fixture, ['get', '', ...target], { imports });
      expect(mistake.stderr).toContain('[gRPC: false]');
      const call = await runCommand(fixture, ['get', 'operations/1', ...target], { imports });
      expect(call.stderr).toContain('[gRPC: true]');
      const rest = await runCommand(fixture, ['get', 'operations/1', '--rest', 'http://127.0.0.1:1'], { imports });
      expect(rest.stderr).toContain('[gRPC: false]');
    },
    PATIENCE,
  );

  for (const [name, args] of [
    ['commander', ['--help']],
    ['@grpc/grpc-js', ['get', 'operations/1', '--target', '127.0.0.1:1']],
    ['@grpc/proto-loader', ['digest', 'protos']],
    ['@bufbuild/protobuf', ['get', 'operations/1', '--target', '127.0.0.1:1']],
    ['@bufbuild/protobuf', ['list', '--json', '--rest', 'http://127.0.0.1:1']],
  ] as const) {
    it(
      `should say what to install where ${name} is missing for ${args[0]}`,
      async () => {
        const { code, stdout, stderr } = await runCommand(fixture, args, { imports: [without(name)] });
        expect(stderr).toContain(`npm install ${name}\n`);
        expect(stderr).not.toMatch(/^\s+at /m);
        expect(stdout).toBe('');
        expect(code).toBe(2);
      },
      PATIENCE,
    );
  }

  for (const args of [
    ['list', 'operations'],
    ['cancel', 'operations/1'],
    ['delete', 'operations/1'],
  ]) {
    it(
      `should do without @bufbuild/protobuf where no message is shown: ${args[0]}`,
      async () => {
        const imports = [without('@bufbuild/protobuf')];
        const { code, stderr } = await runCommand(fixture, [...args, '--rest', 'http://127.0.0.1:1'], { imports });
        expect(stderr).toContain('UNAVAILABLE');
        expect(code).toBe(3);
      },
      PATIENCE,
    );
  }

  it(
    'should say what to install where cli-progress is missing and a bar is due',
    async () => {
      const imports = [without('cli-progress')];
      const { code, stdout } = await startInTerminal(fixture, ['digest', 'protos'], { imports }).ended;
      expect(stdout).toContain('npm install cli-progress');
      expect(code).toBe(2);
      const piped = await runCommand(fixture, ['digest', 'protos'], { imports });
      expect(piped.code).toBe(0);
    },
    PATIENCE,
  );
});
