import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadMessageTypes } from '../../src/grpc/index.js';
import { RpcError, StatusCode } from '../../src/index.js';
import { digesterProto, loadDigester } from '../../src/server/index.js';
import { grpcFixture } from '../support/grpc-fixture.js';
import { tempDir } from '../support/server-temp-dir.js';
import { startWork, WatchedPolls } from './acme.js';
import { jsonLines, linesOf, PATIENCE, runCommand, start } from './command.js';

describe('the commands for a server, with --rest', () => {
  const fixture = grpcFixture();
  const BRISK = ['--interval', '50ms'];

  async function setUp() {
    const types = await loadMessageTypes([digesterProto]);
    const progressType = types.get<object>('rxjs_longrunning.digest.v1.DigestTreeMetadata');
    const reportType = types.get<object>('rxjs_longrunning.digest.v1.DigestTreeResponse');
    const operations = fixture.store();
    const polls = new WatchedPolls(operations);
    const root = await tempDir(fixture);
    const services = [await loadDigester({ operations, root })];
    const { url } = await fixture.serve({ operations: polls.client, services });
    return { operations, polls, root, url, at: ['--rest', url], types: { progressType, reportType } };
  }

  /** A server that answers all requests with the same JSON. */
  async function serveJson(json: unknown): Promise<{ url: string; requests: IncomingMessage[] }> {
    const requests: IncomingMessage[] = [];
    const server = createServer((request, response) => {
      requests.push(request);
      response.end(JSON.stringify(json));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    fixture.closeLater(() => {
      server.closeAllConnections();
      server.close();
    });
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
  }

  it(
    'should get an operation with its messages as they come, without --types',
    async () => {
      const { types, operations, at } = await setUp();
      const { name, updates } = startWork(operations, types);
      updates.next({ metadata: { bytesDone: '9007199254740993', bytesTotal: '9007199254740993' } });
      const { code, stdout, stderr } = await runCommand(fixture, ['get', name, ...at]);
      expect(stdout).toBe(
        `${name}: running\nmetadata: rxjs_longrunning.digest.v1.DigestTreeMetadata ` +
          '{\n  "bytesDone": "9007199254740993",\n  "bytesTotal": "9007199254740993"\n}\n',
      );
      expect(stderr).toBe('');
      expect(code).toBe(0);

      updates.error(new RpcError({ code: StatusCode.ABORTED, message: 'no paper' }));
      const failed = await runCommand(fixture, ['get', name, ...at, '--json']);
      expect(jsonLines(failed.stdout)).toEqual([
        jasmine.objectContaining({
          name,
          status: 'failed',
          metadata: {
            '@type': 'type.googleapis.com/rxjs_longrunning.digest.v1.DigestTreeMetadata',
            bytesDone: '9007199254740993',
            bytesTotal: '9007199254740993',
          },
          error: { code: 10, codeName: 'ABORTED', message: 'no paper', details: [] },
        }),
      ]);
      expect(failed.code).toBe(1);
    },
    PATIENCE,
  );

  it(
    'should show messages that have a JSON form of their own, and those whose type is not told',
    async () => {
      const operation = {
        name: 'operations/1',
        done: true,
        metadata: { step: 'sort' },
        response: { '@type': 'type.googleapis.com/google.protobuf.Duration', value: '3s' },
      };
      const { url } = await serveJson(operation);
      const { stdout } = await runCommand(fixture, ['get', 'operations/1', '--rest', url]);
      expect(stdout).toBe(
        'operations/1: succeeded\nmetadata: {\n  "step": "sort"\n}\n' +
          'response: google.protobuf.Duration {\n  "value": "3s"\n}\n',
      );
      const json = await runCommand(fixture, ['get', 'operations/1', '--rest', url, '--json']);
      expect(jsonLines(json.stdout)).toEqual([
        { ...operation, status: 'succeeded', poll: { attempt: 1, failures: 0 } },
      ]);
    },
    PATIENCE,
  );

  it(
    'should wait with a line for each change, where a count of zero is left out',
    async () => {
      const { types, operations, polls, url, at } = await setUp();
      const { name, updates } = startWork(operations, types);
      updates.next({ metadata: { filesTotal: 4, bytesTotal: '1024' } });
      const command = start(fixture, ['wait', name, ...at, ...BRISK]);
      await command.wrote('stderr', /running, 0 %/);
      await polls.arrived(3);
      updates.next({ metadata: { filesDone: 1, filesTotal: 4, bytesDone: '512', bytesTotal: '1024' } });
      await command.wrote('stderr', /50 %/);
      updates.next({ response: { sha256: 'abc', bytes: '1024' } });
      updates.complete();
      const { code, stdout, stderr } = await command.ended;
      expect(linesOf(stderr)).toEqual([
        `Waiting for ${name} at ${url}`,
        'running, 0 %, 0 B of 1.02 kB, 0 of 4 files',
        'running, 50 %, 512 B of 1.02 kB, 1 of 4 files',
        'succeeded, 50 %, 512 B of 1.02 kB, 1 of 4 files',
      ]);
      expect(stdout).toContain('response: rxjs_longrunning.digest.v1.DigestTreeResponse {\n  "sha256": "abc",\n');
      expect(code).toBe(0);
    },
    PATIENCE,
  );

  it(
    'should be told of the end with --long-poll',
    async () => {
      const { types, operations, at } = await setUp();
      const { name, updates } = startWork(operations, types);
      const wait = operations.waitOperation.bind(operations);
      const waits = spyOn(operations, 'waitOperation').and.callFake((request) => {
        updates.complete();
        return wait(request);
      });
      const { code, stderr } = await runCommand(fixture, ['wait', name, ...at, '--long-poll']);
      expect(linesOf(stderr).slice(1)).toEqual(['running', 'succeeded']);
      expect(waits).toHaveBeenCalledTimes(1);
      expect(code).toBe(0);
    },
    PATIENCE,
  );

  it(
    'should exit 4 when --timeout is reached, with the command that resumes',
    async () => {
      const { types, operations, url, at } = await setUp();
      const { name } = startWork(operations, types);
      const { code, stderr } = await runCommand(fixture, ['wait', name, ...at, '--timeout', '0.1']);
      expect(linesOf(stderr).at(-1)).toBe(`  longrunning wait ${name} --rest ${url}`);
      expect(code).toBe(4);
    },
    PATIENCE,
  );

  it(
    'should list, cancel and delete',
    async () => {
      const { types, operations, url, at } = await setUp();
      const [first, second] = [startWork(operations, types), startWork(operations, types)];
      first.updates.next({ metadata: { filesDone: 1 } });
      const listed = await runCommand(fixture, ['list', ...at, '--page-size', '1', '--filter', 'done = false']);
      expect(linesOf(listed.stdout)).toEqual([
        `${first.name}\trunning\trxjs_longrunning.digest.v1.DigestTreeMetadata`,
        `${second.name}\trunning`,
      ]);
      const cancelled = await runCommand(fixture, ['cancel', first.name, ...at]);
      expect(linesOf(cancelled.stdout)[1]).toBe(`  longrunning wait ${first.name} --rest ${url}`);
      const deleted = await runCommand(fixture, ['delete', second.name, ...at, '--json']);
      expect(jsonLines(deleted.stdout)).toEqual([{ name: second.name, deleted: true }]);
      const after = await runCommand(fixture, ['list', ...at]);
      expect(linesOf(after.stdout)).toEqual([jasmine.stringMatching(`^${first.name}\tcancelled`)]);
    },
    PATIENCE,
  );

  it(
    'should start a digest, below the root of the server, and show its result',
    async () => {
      const { root, url, at } = await setUp();
      await mkdir(join(root, 'empty'));
      await writeFile(join(root, 'a.txt'), 'alpha');
      const whole = await runCommand(fixture, ['digest', ...at]);
      expect(whole.stdout).toMatch(/^sha256 {3}[0-9a-f]{64}\nfiles {4}1\nbytes {4}5\n/);
      expect(linesOf(whole.stderr)[0]).toMatch(`^Started operations/\\S+ at ${url}$`);
      expect(whole.code).toBe(0);
      const empty = await runCommand(fixture, ['digest', 'empty', ...at]);
      expect(empty.stdout).toMatch(/\nfiles {4}0\nbytes {4}0\n/);
      const outside = await runCommand(fixture, ['digest', '..', ...at]);
      expect(outside.stderr).toMatch(/^error: .*DigestTree at .*INVALID_ARGUMENT: the path leads out of the root/);
      expect(outside.code).toBe(3);
    },
    PATIENCE,
  );

  it(
    'should send the headers, and never show their values',
    async () => {
      const { url, requests } = await serveJson({ name: 'operations/1' });
      const header = ['--header', 'Authorization: Bearer s3cret', '-H', 'x-one: 1', '-H', 'x-one: 2'];
      // One poll, whose time is that of a call: a tenth of a second may be over before it is sent.
      const at = ['--rest', url, ...header, '--timeout', '0'];
      const waited = await runCommand(fixture, ['wait', 'operations/1', ...at]);
      expect(linesOf(waited.stderr).at(-1)).toBe(
        `  longrunning wait operations/1 --rest ${url} --header 'authorization: …' --header 'x-one: …'`,
      );
      const digested = await runCommand(fixture, ['digest', ...at]);
      expect(waited.stderr + digested.stderr).not.toContain('s3cret');
      const posted = requests.find(({ method }) => method === 'POST');
      for (const request of [requests[0], posted]) {
        expect(request?.headers).toEqual(jasmine.objectContaining({ authorization: 'Bearer s3cret', 'x-one': '1,2' }));
      }
    },
    PATIENCE,
  );

  it(
    'should exit 3 when nobody answers, and when there is no such operation',
    async () => {
      const { at } = await setUp();
      const none = await runCommand(fixture, ['wait', 'operations/none', ...at]);
      expect(none.stderr).toMatch(/^error: .*NOT_FOUND: there is no operation "operations\/none"/m);
      expect(none.code).toBe(3);

      const { url } = await serveJson({});
      await fixture.close();
      const { code, stdout, stderr } = await runCommand(fixture, ['get', 'operations/1', '--rest', url]);
      expect(linesOf(stderr)).toEqual([jasmine.stringMatching(`^error: .* at ${url}: UNAVAILABLE: .*ECONNREFUSED`)]);
      expect(stdout).toBe('');
      expect(code).toBe(3);
    },
    PATIENCE,
  );
});
