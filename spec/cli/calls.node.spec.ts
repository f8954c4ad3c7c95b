import { RpcError, StatusCode } from '../../src/index.js';
import { serveRaw } from '../support/grpc-raw-server.js';
import { grpcFixture } from '../support/grpc-fixture.js';
import { acme, startWork } from './acme.js';
import { jsonLines, linesOf, PATIENCE, runCommand } from './command.js';

describe('the commands for a server', () => {
  const fixture = grpcFixture();

  async function setUp() {
    const types = await acme(fixture);
    const operations = fixture.store();
    const { target } = await fixture.serve({ operations });
    return { types, operations, at: ['--target', target, '--insecure'], target };
  }

  it(
    'should get an operation, unpacked where its types are given',
    async () => {
      const { types, operations, at } = await setUp();
      const { name, updates } = startWork(operations, types);
      updates.next({ metadata: { progressPercent: 7, step: 'sort' } });
      const shown = await runCommand(fixture, ['get', name, ...at, '--types', types.file]);
      expect(shown.stdout).toBe(
        `${name}: running\nmetadata: acme.v1.Progress {\n  "progressPercent": 7,\n  "step": "sort"\n}\n`,
      );
      expect(shown.stderr).toBe('');
      expect(shown.code).toBe(0);

      const { stdout } = await runCommand(fixture, ['get', name, ...at, '--types', types.file, '--json']);
      expect(jsonLines(stdout)).toEqual([
        {
          name,
          status: 'running',
          done: false,
          metadata: { '@type': 'type.googleapis.com/acme.v1.Progress', progressPercent: 7, step: 'sort' },
          poll: { attempt: 1, failures: 0 },
        },
      ]);
    },
    PATIENCE,
  );

  it(
    'should exit 1 for an operation that failed, which is shown on stdout all the same',
    async () => {
      const { types, operations, at } = await setUp();
      const { name, updates } = startWork(operations, types);
      updates.error(new RpcError({ code: StatusCode.ABORTED, message: 'no paper' }));
      const { code, stdout } = await runCommand(fixture, ['get', name, ...at]);
      expect(stdout).toBe(`${name}: failed\nerror: ABORTED: no paper\n`);
      expect(code).toBe(1);
    },
    PATIENCE,
  );

  it(
    'should list operations with tabs between the columns, by filter and up to a limit',
    async () => {
      const { types, operations, at } = await setUp();
      const works = ['a', 'b', 'c'].map(() => startWork(operations, types));
      works[0]!.updates.complete();
      works[1]!.updates.next({ metadata: { progressPercent: 1 } });
      const all = await runCommand(fixture, ['list', ...at, '--page-size', '1']);
      expect(linesOf(all.stdout)).toEqual([
        `${works[0]!.name}\tsucceeded`,
        `${works[1]!.name}\trunning\tacme.v1.Progress`,
        `${works[2]!.name}\trunning`,
      ]);
      const filtered = await runCommand(fixture, [
        'list',
        'operations',
        ...at,
        '--filter',
        'done = false',
        '--limit',
        '1',
      ]);
      expect(linesOf(filtered.stdout)).toEqual([`${works[1]!.name}\trunning\tacme.v1.Progress`]);
      const { stdout } = await runCommand(fixture, ['list', ...at, '--json']);
      expect(jsonLines(stdout).map(({ name, status }) => [name, status])).toEqual([
        [works[0]!.name, 'succeeded'],
        [works[1]!.name, 'running'],
        [works[2]!.name, 'running'],
      ]);
    },
    PATIENCE,
  );

  it(
    'should ask for no page beyond the limit',
    async () => {
      const { target, calls } = await serveRaw(fixture, ({ request }, answer) =>
        answer(null, { operations: [{ name: `after ${String(request['pageToken'])}` }], nextPageToken: 'more' }),
      );
      const { stdout } = await runCommand(fixture, ['list', 'a/b', '--target', target, '--insecure', '--limit', '1']);
      expect(linesOf(stdout)).toHaveSize(1);
      expect(calls.map(({ request }) => request['name'])).toEqual(['a/b']);
    },
    PATIENCE,
  );

  it(
    'should cancel an operation, and say how to learn the verdict',
    async () => {
      const { types, operations, at, target } = await setUp();
      const { name } = startWork(operations, types);
      const { code, stdout } = await runCommand(fixture, ['cancel', name, ...at]);
      expect(linesOf(stdout)[1]).toBe(`  longrunning wait ${name} --target ${target} --insecure`);
      expect(code).toBe(0);
      const after = await runCommand(fixture, ['get', name, ...at, '--json']);
      expect(jsonLines(after.stdout)[0]?.['status']).toBe('cancelled');
      const again = await runCommand(fixture, ['cancel', name, ...at, '--json']);
      expect(jsonLines(again.stdout)).toEqual([{ name, cancelRequested: true }]);
    },
    PATIENCE,
  );

  it(
    'should delete an operation',
    async () => {
      const { types, operations, at } = await setUp();
      const [first, second] = [startWork(operations, types), startWork(operations, types)];
      const { code, stdout } = await runCommand(fixture, ['delete', first.name, ...at]);
      expect(stdout).toBe(`Deleted ${first.name}.\n`);
      expect(code).toBe(0);
      const json = await runCommand(fixture, ['delete', second.name, ...at, '--json']);
      expect(jsonLines(json.stdout)).toEqual([{ name: second.name, deleted: true }]);
      const gone = await runCommand(fixture, ['get', first.name, ...at]);
      expect(gone.stderr).toMatch(/^error: GetOperation .*NOT_FOUND/);
      expect(gone.stdout).toBe('');
      expect(gone.code).toBe(3);
    },
    PATIENCE,
  );

  for (const [command, argument] of [
    ['get', 'operations/1'],
    ['list', 'operations'],
    ['cancel', 'operations/1'],
    ['delete', 'operations/1'],
    ['digest', '.'],
  ] as const) {
    it(
      `should exit 3 when nobody answers to ${command}`,
      async () => {
        const args = [command, argument, '--target', '127.0.0.1:1', '--insecure'];
        const { code, stdout, stderr } = await runCommand(fixture, args);
        expect(linesOf(stderr)).toEqual([jasmine.stringMatching(/^error: .*127\.0\.0\.1:1: UNAVAILABLE: /)]);
        expect(stdout).toBe('');
        expect(code).toBe(3);
      },
      PATIENCE,
    );
  }

  it(
    'should give up a call after --call-timeout',
    async () => {
      const { target } = await serveRaw(fixture, () => undefined);
      const args = ['get', 'operations/1', '--target', target, '--insecure', '--call-timeout', '200ms'];
      const { code, stderr } = await runCommand(fixture, args);
      expect(stderr).toContain('DEADLINE_EXCEEDED');
      expect(code).toBe(3);
    },
    PATIENCE,
  );
});
