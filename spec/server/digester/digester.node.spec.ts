import { execFile } from 'node:child_process';
import { chmod, mkdir, realpath, symlink, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Observable } from 'rxjs';
import { filter, firstValueFrom, lastValueFrom, toArray } from 'rxjs';
import type { GrpcOperationsClient } from '../../../src/grpc/index.js';
import type { OperationMessage, OperationState } from '../../../src/index.js';
import { cancel$, exponentialThenFixed, findDetail, pollOperation$, StatusCode } from '../../../src/index.js';
import type { DigesterOptions, DigestTreeMetadata, DigestTreeResponse } from '../../../src/server/index.js';
import { digesterProto, InMemoryOperations, loadDigester } from '../../../src/server/index.js';
import { rpcFailureOf } from '../../support/grpc-failure.js';
import { grpcFixture } from '../../support/grpc-fixture.js';
import { tempDir } from '../../support/server-temp-dir.js';
import { asNobody } from '../as-nobody.js';

type DigestState = OperationState<DigestTreeResponse, DigestTreeMetadata>;

describe('Digester', () => {
  const fixture = grpcFixture();
  let root: string;

  beforeEach(async () => {
    root = await tempDir(fixture);
  });

  /** Files by path, their folders made. */
  const write = async (files: Readonly<Record<string, string>>): Promise<void> => {
    for (const [path, content] of Object.entries(files)) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), content);
    }
  };

  const open = async (options: Partial<DigesterOptions> = {}): Promise<GrpcOperationsClient> => {
    const operations = fixture.store();
    const digester = await loadDigester({ operations, root, ...options });
    const { target } = await fixture.serve({ operations, services: [digester] });
    return fixture.connect(target, { protos: [digesterProto], loader: { longs: Number } });
  };

  const start$ = (client: GrpcOperationsClient, path = '', requestId = ''): Observable<OperationMessage> =>
    client.startOperation('rxjs_longrunning.digest.v1.Digester/DigestTree', { path, requestId });

  const poll$ = (client: GrpcOperationsClient, message: OperationMessage): Observable<DigestState> =>
    pollOperation$(client, message, {
      responseType: client.types.get<DigestTreeResponse>('rxjs_longrunning.digest.v1.DigestTreeResponse'),
      metadataType: client.types.get<DigestTreeMetadata>('rxjs_longrunning.digest.v1.DigestTreeMetadata'),
      schedule: exponentialThenFixed({ initialDelay: 1, interval: 5 }),
    });

  const digest = async (client: GrpcOperationsClient, path?: string): Promise<DigestState> =>
    lastValueFrom(poll$(client, await firstValueFrom(start$(client, path))));

  const responseTo = async (client: GrpcOperationsClient, path?: string): Promise<DigestTreeResponse> => {
    const end = await digest(client, path);
    if (end.status === 'succeeded') return end.response;
    throw new Error('expected a response', { cause: end });
  };

  /** The arithmetic that digester.proto writes down, done by others. */
  const systemDigest = async (dir: string): Promise<string> => {
    const pipeline = 'cd "$0" && find . -type f -print0 | LC_ALL=C sort -z | xargs -r0 sha256sum -z | sha256sum';
    const { stdout } = await promisify(execFile)('sh', ['-c', pipeline, dir]);
    return stdout.slice(0, 64);
  };

  it('the digest is the one that find, sort and sha256sum give, whatever the names are', async () => {
    await write({
      'a.txt': 'a',
      'a/b': 'b',
      'a-b': 'between a and a/ in some orders',
      'with space': 'space',
      'with\nnewline': 'newline',
      'with\\backslash "quotes"': 'quotes',
      '-n': 'dash',
      'deep/er/and/deeper/file': 'deep',
      empty: '',
      // In UTF-16, which is the order of JavaScript's strings, the second of these comes first.
      '\uffee half width': 'U+FFEE',
      '\u{1f600} emoji': 'U+1F600',
      '\ue000 private': 'U+E000',
      'u\u0308 decomposed': 'decomposed',
      'ü composed': 'composed',
    });
    await mkdir(join(root, 'empty folder'));
    await truncate(join(root, 'a.txt'), 600_001);
    const client = await open();
    const { sha256, files, bytes } = await responseTo(client);
    expect(sha256).toBe(await systemDigest(root));
    expect(files).toBe(14);
    expect(bytes).toBeGreaterThan(600_001);
    expect((await responseTo(client, 'deep/./er')).sha256).toBe(await systemDigest(join(root, 'deep/er')));
    expect(await responseTo(client, 'a')).toEqual(await responseTo(client, 'deep/../a/'));
  });

  it('names that are not UTF-8 are digested by their bytes', async () => {
    await writeFile(Buffer.concat([Buffer.from(`${root}/latin-`), Buffer.of(0xe4)]), 'ä');
    await writeFile(Buffer.concat([Buffer.from(`${root}/latin-`), Buffer.of(0xff)]), 'ÿ');
    const { sha256, files } = await responseTo(await open());
    expect([sha256, files]).toEqual([await systemDigest(root), 2]);
  });

  it('a folder without files has the digest of nothing', async () => {
    await mkdir(join(root, 'empty'));
    const nothing = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
    expect(await responseTo(await open())).toEqual({ sha256: nothing, files: 0, bytes: 0 });
    expect(await systemDigest(root)).toBe(nothing);
  });

  it('progress reaches the totals, and never goes back', async () => {
    await write(Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`d${i % 7}/f${i}`, 'x'.repeat(i)])));
    const client = await open();
    const message = await firstValueFrom(start$(client));
    const states = await lastValueFrom(poll$(client, message).pipe(toArray()));
    const progress = states.flatMap(({ metadata }) => metadata ?? []);
    const end = states.at(-1)!;
    expect(end.metadata).toEqual({
      filesDone: 300,
      filesTotal: 300,
      bytesDone: 44_850,
      bytesTotal: 44_850,
      currentPath: jasmine.stringMatching(/^\.\/d\d\/f\d+$/) as unknown as string,
    });
    const done = progress.map(({ filesDone }) => filesDone);
    expect(done).toEqual([...done].sort((a, b) => a - b));
    for (const { filesDone, filesTotal } of progress) expect(filesDone).toBeLessThanOrEqual(filesTotal);
  });

  it('cancelling stops the work', async () => {
    await write({ large: '' });
    // Sparse: it takes no room, and seconds to digest.
    await truncate(join(root, 'large'), 8 * 2 ** 30);
    const client = await open();
    const message = await firstValueFrom(start$(client));
    const states$ = poll$(client, message);
    await firstValueFrom(states$.pipe(filter(({ metadata }) => (metadata?.bytesDone ?? 0) > 0)));
    await firstValueFrom(cancel$(client, message));
    const end = await lastValueFrom(states$);
    expect(end.status).toBe('cancelled');
    expect(end.metadata!.bytesDone).toBeLessThan(end.metadata!.bytesTotal);
    expect((await lastValueFrom(states$)).message).toEqual(end.message);
  });

  describe('refuses', () => {
    beforeEach(async () => {
      await write({ 'inside/served/file': 'content', 'inside-too/file': 'content', 'outside/secret': 'content' });
      await symlink('../../outside', join(root, 'inside/served/out'));
      await symlink('../outside/none', join(root, 'inside/dangling'));
      await symlink('loop', join(root, 'inside/loop'));
    });

    const refusal = async (path: string): Promise<unknown[]> => {
      const client = await open({ root: join(root, 'inside') });
      const error = await rpcFailureOf(start$(client, path));
      expect(error.message).not.toContain(root);
      const info = findDetail(error, 'google.rpc.ErrorInfo');
      expect(info?.domain).toBe('rxjs-longrunning');
      expect(info?.metadata).toEqual({ path });
      expect(findDetail(error, 'google.rpc.ResourceInfo')?.resourceName).toBe(path);
      expect(error.statusMessage).toContain(JSON.stringify(path));
      return [error.code, info?.reason];
    };

    for (const path of [
      '..',
      '../outside',
      '../inside-too',
      'served/../../outside',
      '../none',
      '/',
      '/etc',
      'served/\0',
      '\0',
      'served/out',
      'served/out/secret',
      // What is missing behind the link must look like what is there.
      'served/out/none',
      'served/out/none/none',
    ]) {
      it(`${JSON.stringify(path)}, which leads out of the root`, async () => {
        expect(await refusal(path)).toEqual([StatusCode.INVALID_ARGUMENT, 'LEAVES_ROOT']);
      });
    }

    const others: Record<string, [StatusCode, string]> = {
      'served/file': [StatusCode.FAILED_PRECONDITION, 'NOT_A_FOLDER'],
      'served/none': [StatusCode.NOT_FOUND, 'UNREADABLE'],
      '..none': [StatusCode.NOT_FOUND, 'UNREADABLE'],
      'served/file/none': [StatusCode.FAILED_PRECONDITION, 'UNREADABLE'],
      dangling: [StatusCode.NOT_FOUND, 'UNREADABLE'],
      loop: [StatusCode.FAILED_PRECONDITION, 'UNREADABLE'],
      ['x'.repeat(300)]: [StatusCode.INVALID_ARGUMENT, 'UNREADABLE'],
    };
    for (const [path, expected] of Object.entries(others)) {
      it(`${JSON.stringify(path)} with ${expected[1]}`, async () => {
        expect(await refusal(path)).toEqual(expected);
      });
    }

    it('a root that is missing', async () => {
      const client = await open({ root: join(root, 'none') });
      const error = await rpcFailureOf(start$(client));
      expect(error.code).toBe(StatusCode.NOT_FOUND);
      expect(error.message).not.toContain(root);
    });
  });

  for (const [what, path] of [
    ['goes deep', 'a/'.repeat(200_000)],
    ['goes nowhere', 'a/../'.repeat(1_000)],
  ] as const) {
    it(`a path that is too long is refused, with details: one that ${what}`, async () => {
      await write({ 'a/file': 'content' });
      const error = await rpcFailureOf(start$(await open(), path, 'id'));
      expect(error.code).toBe(StatusCode.INVALID_ARGUMENT);
      const description = `must have at most 4096 characters, and has ${path.length}`;
      expect(error.statusMessage).toBe(`path ${description}`);
      const violations = findDetail(error, 'google.rpc.BadRequest')?.fieldViolations;
      expect(violations).toEqual([jasmine.objectContaining({ field: 'path', description })]);
      expect(findDetail(error, 'google.rpc.ErrorInfo')?.reason).toBe('PATH_TOO_LONG');
    });
  }

  describe('with a request id', () => {
    const nameOf = async (client: GrpcOperationsClient, path: string, requestId: string): Promise<string> =>
      (await firstValueFrom(start$(client, path, requestId))).name;

    it('a repeated request is answered with the operation that the first one started', async () => {
      await write({ 'a/file': 'content' });
      const client = await open();
      const name = await nameOf(client, 'a', 'id');
      expect(await nameOf(client, 'a', 'id')).toBe(name);
      const end = await lastValueFrom(poll$(client, { name, done: false }));
      expect(end.status).toBe('succeeded');
      expect((await firstValueFrom(start$(client, 'a', 'id'))).done).toBeTrue();
    });

    it('one for another folder, or with another id, or with none, starts another', async () => {
      await write({ 'a/file': 'content', 'b/file': 'content' });
      const client = await open();
      const names = [
        await nameOf(client, 'a', 'id'),
        await nameOf(client, 'b', 'id'),
        await nameOf(client, 'a', 'x'.repeat(128)),
        await nameOf(client, 'a', ''),
        await nameOf(client, 'a', ''),
      ];
      expect(new Set(names).size).toBe(names.length);
    });

    it('that is too long, it is refused, with details', async () => {
      const error = await rpcFailureOf(start$(await open(), 'none', 'x'.repeat(129)));
      expect(error.code).toBe(StatusCode.INVALID_ARGUMENT);
      const description = 'must have at most 128 characters, and has 129';
      expect(error.statusMessage).toBe(`request_id ${description}`);
      const violations = findDetail(error, 'google.rpc.BadRequest')?.fieldViolations;
      expect(violations).toEqual([jasmine.objectContaining({ field: 'request_id', description })]);
      expect(findDetail(error, 'google.rpc.ErrorInfo')?.reason).toBe('REQUEST_ID_TOO_LONG');
    });
  });

  describe('a link in the tree', () => {
    it('that leaves the root fails the operation', async () => {
      await write({ 'served/a/file': 'content', 'outside/secret': 'content' });
      await symlink('../../outside', join(root, 'served/a/out'));
      const end = await digest(await open({ root: join(root, 'served') }));
      if (end.status !== 'failed') throw new Error(`expected a failure, but it ${end.status}`);
      expect(end.error.code).toBe(StatusCode.FAILED_PRECONDITION);
      expect(end.error.message).toContain('the link leads out of the root: "./a/out"');
      expect(end.error.message).not.toContain(root);
      expect(findDetail(end.error, 'google.rpc.ErrorInfo')?.reason).toBe('LEAVES_ROOT');
    });

    it('that stays inside is not followed, and one that points nowhere is ignored', async () => {
      await write({ 'a/file': 'content', 'b/file': 'content' });
      await symlink('../b', join(root, 'a/to-folder'));
      await symlink('file', join(root, 'a/to-file'));
      await symlink('nowhere', join(root, 'a/dangling'));
      await symlink('..', join(root, 'a/up'));
      await symlink('loop', join(root, 'a/loop'));
      const { sha256, files } = await responseTo(await open(), 'a');
      expect([sha256, files]).toEqual([await systemDigest(join(root, 'a')), 1]);
    });

    it('may be the way to the root itself', async () => {
      await write({ 'real/file': 'content' });
      await symlink('real', join(root, 'link'));
      const client = await open({ root: join(root, 'link') });
      expect((await responseTo(client)).sha256).toBe(await systemDigest(await realpath(join(root, 'link'))));
    });
  });

  for (const [what, path, mode] of [
    ['file', 'a/unreadable', 0o000],
    ['folder', 'a', 0o000],
    ['folder whose entries cannot be looked at', 'a', 0o644],
  ] as const) {
    it(`an unreadable ${what} is an error of the operation, with details`, async () => {
      await write({ 'a/unreadable': 'content' });
      await chmod(join(root, path), mode);
      fixture.closeLater(() => chmod(join(root, path), 0o755));
      const client = await open();
      const end = await asNobody(() => digest(client));
      if (end.status !== 'failed') throw new Error(`expected a failure, but it ${end.status}`);
      expect(end.error.code).toBe(StatusCode.PERMISSION_DENIED);
      const named = mode === 0o644 ? './a/unreadable' : `./${path}`;
      expect(end.error.statusMessage).toBe(`cannot be read (EACCES): "${named}"`);
      expect(findDetail(end.error, 'google.rpc.ErrorInfo')).toEqual({
        reason: 'UNREADABLE',
        domain: 'rxjs-longrunning',
        metadata: { path: named },
      });
    });
  }

  it('more than maxFiles fail the operation', async () => {
    await write({ a: '', b: '', 'c/d': '' });
    const full = await digest(await open({ maxFiles: 2 }));
    if (full.status !== 'failed') throw new Error(`expected a failure, but it ${full.status}`);
    expect(full.error.code).toBe(StatusCode.RESOURCE_EXHAUSTED);
    expect(findDetail(full.error, 'google.rpc.ErrorInfo')?.reason).toBe('TOO_MANY_FILES');
    expect((await responseTo(await open({ maxFiles: 3 }))).files).toBe(3);
  });

  for (const maxFiles of [-1, 1.5, NaN, Infinity]) {
    it(`refuses maxFiles ${maxFiles}`, async () => {
      await expectAsync(loadDigester({ operations: new InMemoryOperations(), root, maxFiles })).toBeRejectedWithError(
        RangeError,
        `maxFiles must be a whole number of 0 or more, and finite; found ${maxFiles}.`,
      );
    });
  }
});
