import { RpcError, StatusCode } from '../../src/index.js';
import { serveOperations } from '../../src/server/index.js';
import { googleBytes, serveRaw } from '../support/grpc-raw-server.js';
import { grpcFixture } from '../support/grpc-fixture.js';
import { acme, startWork, WatchedPolls } from './acme.js';
import { atLine } from './imported-modules.js';
import { commandWords, jsonLines, linesOf, PATIENCE, Running, runCommand, start, startInTerminal } from './command.js';

describe('longrunning wait', () => {
  const fixture = grpcFixture();
  const BRISK = ['--interval', '50ms'];
  const PATIENT = ['--max-failures', '100000'];

  async function setUp() {
    const types = await acme(fixture);
    const operations = fixture.store();
    const polls = new WatchedPolls(operations);
    const { target, port } = await fixture.serve({ operations: polls.client });
    return { types, operations, polls, port, at: ['--target', target, '--insecure'], target };
  }

  it(
    'should write one line for each change, not for each poll, and then the result',
    async () => {
      const { types, operations, polls, at, target } = await setUp();
      const { name, updates } = startWork(operations, types);
      updates.next({ metadata: { progressPercent: 40, step: 'sort' } });
      const command = start(fixture, ['wait', name, ...at, ...BRISK, '--types', types.file]);
      await command.wrote('stderr', /40 %/);
      await polls.arrived(3);
      updates.next({ metadata: { progressPercent: 80, step: 'print' } });
      await command.wrote('stderr', /80 %/);
      await polls.arrived(3);
      updates.next({ response: { title: 'Quarter', rows: '12345678901234567', raw: Buffer.from('raw') } });
      updates.complete();
      const { code, stdout, stderr } = await command.ended;
      expect(linesOf(stderr)).toEqual([
        `Waiting for ${name} at ${target}`,
        'running, 40 %',
        'running, 80 %',
        'succeeded, 80 %',
      ]);
      expect(stdout).toContain(`${name}: succeeded\nmetadata: acme.v1.Progress {\n`);
      expect(stdout).toContain('response: acme.v1.Report {\n  "title": "Quarter",\n  "rows": "12345678901234567",\n');
      expect(stdout).toContain(`"raw": "${Buffer.from('raw').toString('base64')}"`);
      expect(code).toBe(0);
    },
    PATIENCE,
  );

  it(
    'should show the progress with --long-poll, and be told of the end',
    async () => {
      const { types, operations, at, target } = await setUp();
      const { name, updates } = startWork(operations, types);
      updates.next({ metadata: { progressPercent: 40 } });
      const polls = spyOn(operations, 'getOperation').and.callThrough();
      const wait = operations.waitOperation.bind(operations);
      const waits = spyOn(operations, 'waitOperation').and.callFake((request) => {
        if (waits.calls.count() === 1) updates.next({ metadata: { progressPercent: 80 } });
        else updates.complete();
        return wait(request);
      });
      const args = ['wait', name, ...at, ...BRISK, '--long-poll', '--types', types.file];
      const { code, stderr } = await runCommand(fixture, args);
      expect(linesOf(stderr)).toEqual([
        `Waiting for ${name} at ${target}`,
        'running, 40 %',
        'running, 80 %',
        'succeeded, 80 %',
      ]);
      expect([polls.calls.count(), waits.calls.count()]).toEqual([1, 2]);
      expect(code).toBe(0);
    },
    PATIENCE,
  );

  it(
    'should show messages whose type is not known by name and size',
    async () => {
      const { types, operations, at } = await setUp();
      const { name, updates } = startWork(operations, types);
      updates.next({ metadata: { progressPercent: 40 } });
      const command = start(fixture, ['wait', name, ...at, ...BRISK]);
      await command.wrote('stderr', /^running, metadata acme\.v1\.Progress, 2 B$/m);
      updates.next({ response: { title: 'Quarter' } });
      updates.complete();
      const { code, stdout } = await command.ended;
      expect(stdout).toContain('response: acme.v1.Report, 9 B (to read it, give its proto file with --types)\n');
      expect(code).toBe(0);
    },
    PATIENCE,
  );

  it(
    'should show metadata without progress as it is',
    async () => {
      const { types, operations, at } = await setUp();
      const { name, updates } = startWork(operations, types, types.noteType);
      updates.next({ metadata: { text: 'sorting' } });
      const command = start(fixture, ['wait', name, ...at, ...BRISK, '--types', types.file]);
      await command.wrote('stderr', /^running, \{"text":"sorting"\}$/m);
      updates.complete();
      const { code } = await command.ended;
      expect(code).toBe(0);
    },
    PATIENCE,
  );

  it(
    'should write one object for each state with --json, with what is not known in base64',
    async () => {
      const { types, operations, polls, at } = await setUp();
      const { name, updates } = startWork(operations, types);
      updates.next({ metadata: { progressPercent: 40 } });
      const command = start(fixture, ['wait', name, ...at, ...BRISK, '--json']);
      await polls.arrived(2);
      updates.error(new RpcError({ code: StatusCode.ABORTED, message: 'no paper' }));
      const { code, stdout, stderr } = await command.ended;
      const states = jsonLines(stdout);
      const metadata = { '@type': 'type.googleapis.com/acme.v1.Progress', '@value': 'CCg=' };
      expect(states[0]).toEqual({
        name,
        status: 'running',
        done: false,
        metadata,
        poll: { attempt: 1, failures: 0, nextDelay: jasmine.any(Number) },
      });
      expect(states.map(({ poll }) => (poll as { attempt: number }).attempt)).toEqual(
        states.map((_, index) => index + 1),
      );
      expect(states.at(-1)).toEqual({
        name,
        status: 'failed',
        done: true,
        metadata,
        error: { code: 10, codeName: 'ABORTED', message: 'no paper', details: [] },
        poll: { attempt: states.length, failures: 0 },
      });
      expect(stderr).toBe('');
      expect(code).toBe(1);
    },
    PATIENCE,
  );

  it(
    'should exit 1 for an operation that was cancelled, with nothing on stdout',
    async () => {
      const { types, operations, at } = await setUp();
      const { name } = startWork(operations, types);
      operations.cancelOperation({ name }).subscribe();
      const { code, stdout, stderr } = await runCommand(fixture, ['wait', name, ...at]);
      expect(stderr).toContain(`${name}: cancelled\nerror: CANCELLED: `);
      expect(stdout).toBe('');
      expect(code).toBe(1);
    },
    PATIENCE,
  );

  it(
    'should exit 3 when there is no such operation',
    async () => {
      const { at } = await setUp();
      const { code, stdout, stderr } = await runCommand(fixture, ['wait', 'operations/none', ...at]);
      expect(stderr).toMatch(/^error: .*NOT_FOUND: there is no operation "operations\/none"/m);
      expect(stderr).not.toContain('To resume');
      expect(stdout).toBe('');
      expect(code).toBe(3);
    },
    PATIENCE,
  );

  it(
    'should exit 3 when too many polls fail, with the command that resumes',
    async () => {
      const args = ['wait', 'operations/1', '--target', '127.0.0.1:1', ...BRISK, '--max-failures', '2'];
      const { code, stdout, stderr } = await runCommand(fixture, args);
      expect(stderr).toMatch(/\nno connection \(2 in a row\), next try in \d+ ms: UNAVAILABLE: /);
      expect(stderr).toMatch(
        /\nerror: .*maxFailures of 2.* To resume:\n {2}longrunning wait operations\/1 --target 127\.0\.0\.1:1\n$/,
      );
      expect(stdout).toBe('');
      expect(code).toBe(3);
    },
    PATIENCE,
  );

  it(
    'should show in a terminal how the polling goes',
    async () => {
      const { types, operations, at } = await setUp();
      const { name, updates } = startWork(operations, types);
      const command = startInTerminal(fixture, ['wait', name, ...at, ...BRISK]);
      await command.wrote('stdout', /running for \d+ m?s, \d+ polls, next in 1 s/);
      updates.complete();
      const { code, stdout } = await command.ended;
      expect(stdout).toMatch(/succeeded after [\d.]+ m?s, \d+ polls/);
      expect(code).toBe(0);
    },
    PATIENCE,
  );

  it(
    'should show in a terminal that the server is asked, while a long poll is under way',
    async () => {
      const { types, operations, at } = await setUp();
      const { name, updates } = startWork(operations, types);
      const command = startInTerminal(fixture, ['wait', name, ...at, '--long-poll']);
      await command.wrote('stdout', /running for \d+ m?s, \d+ polls?, asking the server/);
      updates.complete();
      const { code } = await command.ended;
      expect(code).toBe(0);
    },
    PATIENCE,
  );

  it(
    'should draw a bar in a terminal when the metadata tells the progress',
    async () => {
      const { types, operations, at } = await setUp();
      const { name, updates } = startWork(operations, types);
      updates.next({ metadata: { progressPercent: 50 } });
      const command = startInTerminal(fixture, ['wait', name, ...at, ...BRISK, '--types', types.file]);
      await command.wrote('stdout', /█{20}░{20} 50 %/);
      updates.complete();
      const { code } = await command.ended;
      expect(code).toBe(0);
    },
    PATIENCE,
  );

  it(
    'should exit 130 at Ctrl-C, with the command that resumes',
    async () => {
      const { types, operations, at } = await setUp();
      const { name, updates } = startWork(operations, types);
      const command = start(fixture, ['wait', name, ...at, ...BRISK, '--types', types.file]);
      await command.wrote('stderr', /^running$/m);
      command.signal('SIGINT');
      const { code, stdout, stderr } = await command.ended;
      expect(stderr).toMatch(/^Interrupted: the operation itself goes on\. To resume:$/m);
      expect(stdout).toBe('');
      expect(code).toBe(130);

      updates.next({ response: { title: 'Quarter' } });
      updates.complete();
      const line = linesOf(stderr).at(-1)!.replace('longrunning', commandWords([]).join(' '));
      const resumed = await new Running(fixture, ['sh', '-c', line]).ended;
      expect(resumed.stdout).toContain('"title": "Quarter"');
      expect(resumed.code).toBe(0);
    },
    PATIENCE,
  );

  it(
    'should be interrupted by a Ctrl-C that comes with its first line',
    async () => {
      const imports = [atLine('Waiting for', `process.kill(process.pid, 'SIGINT')`)];
      const { code, stderr } = await runCommand(fixture, ['wait', 'operations/1', '--target', '127.0.0.1:1'], {
        imports,
      });
      expect(linesOf(stderr)).toEqual([
        'Waiting for operations/1 at 127.0.0.1:1',
        'Interrupted: the operation itself goes on. To resume:',
        '  longrunning wait operations/1 --target 127.0.0.1:1',
      ]);
      expect(code).toBe(130);
    },
    PATIENCE,
  );

  it(
    'should exit 143 at SIGTERM, which schedulers send',
    async () => {
      const { types, operations, at } = await setUp();
      const command = start(fixture, ['wait', startWork(operations, types).name, ...at]);
      await command.wrote('stderr', /^running$/m);
      command.signal('SIGTERM');
      const { code, stderr } = await command.ended;
      expect(stderr).toContain('Interrupted: the operation itself goes on.');
      expect(code).toBe(143);
    },
    PATIENCE,
  );

  it(
    'should exit 4 when --timeout is reached, with the command that resumes',
    async () => {
      const { types, operations, at, target } = await setUp();
      const { name } = startWork(operations, types);
      const { code, stdout, stderr } = await runCommand(fixture, ['wait', name, ...at, '--timeout', '0.1']);
      // On a busy machine, the time is up before the connection is there, and so is the first poll's.
      expect(stderr).toMatch(
        /^Timed out: (still running|no answer) after 100 ms and \d+ polls?(; the last poll failed: .+)?; the operation itself goes on\. To resume:$/m,
      );
      expect(linesOf(stderr).at(-1)).toBe(`  longrunning wait ${name} --target ${target} --insecure`);
      expect(stdout).toBe('');
      expect(code).toBe(4);
    },
    PATIENCE,
  );

  it(
    'should not say that it is running when --timeout is reached without an answer',
    async () => {
      const args = ['wait', 'operations/1', '--target', '127.0.0.1:1', '--insecure', '--timeout', '0.1'];
      const { code, stderr } = await runCommand(fixture, args);
      expect(stderr).toMatch(/^Timed out: no answer after 100 ms and \d+ polls?; .*the operation itself goes on\./m);
      expect(code).toBe(4);
    },
    PATIENCE,
  );

  for (const form of ['lines', 'json'] as const) {
    it(
      `should survive a server that is away for a while, and say so in ${form}`,
      async () => {
        const { types, operations } = await setUp();
        const { name, updates } = startWork(operations, types);
        const first = await serveOperations({ operations });
        const args = ['wait', name, '--target', first.target, '--insecure', ...BRISK, ...PATIENT];
        const command = start(fixture, form === 'json' ? [...args, '--json'] : args);
        const stream = form === 'json' ? 'stdout' : 'stderr';
        await command.wrote(stream, /running/);
        await first.close();
        await command.wrote(
          stream,
          form === 'json' ? /"failures":2,/ : /\nconnection lost \(2 in a row\), next try in \d+ ms: UNAVAILABLE: /,
        );
        updates.complete();
        await fixture.serve({ operations, port: first.port });
        const { code, stdout } = await command.ended;
        expect(code).toBe(0);
        if (form === 'lines') return;
        const lost = jsonLines(stdout).find(({ poll }) => (poll as { failures: number }).failures === 2);
        expect(lost).toEqual({
          name,
          status: 'running',
          done: false,
          poll: {
            attempt: jasmine.any(Number),
            failures: 2,
            failingSince: jasmine.any(Number),
            lastError: jasmine.objectContaining({ code: 14, codeName: 'UNAVAILABLE' }),
            nextDelay: jasmine.any(Number),
          },
        });
      },
      PATIENCE,
    );
  }

  it(
    'should say in a terminal that the connection is lost, and when it tries again',
    async () => {
      const { types, operations } = await setUp();
      const { name, updates } = startWork(operations, types);
      const first = await serveOperations({ operations });
      const args = ['wait', name, '--target', first.target, '--insecure', ...BRISK, ...PATIENT];
      const command = startInTerminal(fixture, args);
      await command.wrote('stdout', /running for/);
      await first.close();
      await command.wrote('stdout', /connection lost \(\d+ in a row\), next try in \d s: UNAVAILABLE: /);
      updates.complete();
      await fixture.serve({ operations, port: first.port });
      const { code } = await command.ended;
      expect(code).toBe(0);
    },
    PATIENCE,
  );

  it(
    'should send the headers, and never show their values',
    async () => {
      const { target, calls } = await serveRaw(fixture, ({ metadata }, answer) => {
        const [authorization] = metadata.get('authorization');
        if (authorization === 'Bearer s3cret: x') answer(null, { name: 'operations/1' });
        else answer({ code: StatusCode.UNAUTHENTICATED, details: 'who are you?' });
      });
      const args = ['wait', 'operations/1', '--target', target, '--insecure', ...BRISK];
      const header = ['--header', 'Authorization:  Bearer s3cret: x ', '-H', 'x-one: 1', '-H', 'x-one: 2'];
      const command = start(fixture, [...args, ...header]);
      await command.wrote('stderr', /^running$/m);
      command.signal('SIGINT');
      const { stdout, stderr } = await command.ended;
      expect(calls[0]?.metadata.get('x-one')).toEqual(['1,2']);
      expect(linesOf(stderr).at(-1)).toBe(
        `  longrunning wait operations/1 --target ${target} --insecure --header 'authorization: …' --header 'x-one: …'`,
      );
      expect(stdout + stderr).not.toContain('s3cret');

      const refused = await runCommand(fixture, [...args, '--header', 'authorization: Bearer s3cret of old']);
      expect(refused.stderr).toContain('UNAUTHENTICATED: who are you?');
      expect(refused.stdout + refused.stderr).not.toContain('s3cret');
      expect(refused.code).toBe(3);
    },
    PATIENCE,
  );

  it(
    'should not let a server write control sequences to the terminal',
    async () => {
      const escape = 'red \u001b[31m \u009b31m alert';
      const { target } = await serveRaw(fixture, (_, answer) =>
        answer(null, { name: 'operations/1', done: true, error: { code: 13, message: escape } }),
      );
      const args = ['wait', 'operations/1', '--target', target, '--insecure'];
      const { stderr } = await runCommand(fixture, args);
      expect(stderr).toContain('error: INTERNAL: red \\u001b[31m \\u009b31m alert');
      const { stdout } = await runCommand(fixture, [...args, '--json']);
      expect(stdout).toContain('red \\u001b[31m \\u009b31m alert');
      expect(jsonLines(stdout)[0]?.['error']).toEqual({ code: 13, codeName: 'INTERNAL', message: escape, details: [] });
    },
    PATIENCE,
  );

  it(
    'should show a message that does not parse as one that is not known',
    async () => {
      const { target } = await serveRaw(fixture, (_, answer) =>
        answer(null, {
          name: 'operations/1',
          done: true,
          response: { type_url: 'type.googleapis.com/google.rpc.ErrorInfo', value: Buffer.from([0x0a, 0xff]) },
          metadata: {
            type_url: 'type.googleapis.com/google.rpc.ErrorInfo',
            value: googleBytes('google.rpc.ErrorInfo', { reason: 'FINE' }),
          },
        }),
      );
      const { code, stdout } = await runCommand(fixture, ['wait', 'operations/1', '--target', target, '--insecure']);
      expect(stdout).toContain('"reason": "FINE"');
      expect(stdout).toContain('response: google.rpc.ErrorInfo, 2 B');
      expect(code).toBe(0);
    },
    PATIENCE,
  );
});
