import { transform } from 'esbuild';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../support/run.js';
import { consumer, SERVER_PEERS } from './consumer.js';

const MINUTES = 60_000;

/** As users write it: with imports, which ts-jest compiles, or esbuild to what Jest can run as it is. */
const TEST = `
import { createConnectTransport } from '@connectrpc/connect-node';
import { firstValueFrom, lastValueFrom, mergeMap, throwError } from 'rxjs';
import { getOperation$, isOperationError, isRpcError, pollOperation$ } from 'rxjs-longrunning';
import { connectOperationsClient } from 'rxjs-longrunning/connect';
import { loadOperationsClient } from 'rxjs-longrunning/grpc';
import { toResponse } from 'rxjs-longrunning/operators';
import { restOperationsClient } from 'rxjs-longrunning/rest';
import { digesterProto, InMemoryOperations, loadDigester, serveOperations } from 'rxjs-longrunning/server';
import { scriptedOperations } from 'rxjs-longrunning/testing';

const text = { typeName: 'acme.v1.Text', toBinary: (message: string) => new TextEncoder().encode(message) };
const types = { responseType: text, metadataType: text };
const operations = new InMemoryOperations({ onWorkError: () => undefined });
let server: Awaited<ReturnType<typeof serveOperations>>;

beforeAll(async () => {
  server = await serveOperations({ operations, services: [await loadDigester({ operations, root: __dirname })] });
});

afterAll(() => server.close());

test('a pipeline over gRPC has its typed result', async () => {
  const client = await loadOperationsClient({ target: server.target, insecure: true, protos: [digesterProto] });
  const responseType = client.types.get<{ files: number }>('rxjs_longrunning.digest.v1.DigestTreeResponse');
  const result$ = client.startOperation('rxjs_longrunning.digest.v1.Digester/DigestTree', { path: '.' }).pipe(
    mergeMap((operation) => pollOperation$(client, operation, { responseType })),
    toResponse(),
  );
  expect((await lastValueFrom(result$)).files).toBeGreaterThan(0);
  client.close();
});

test('a scripted client answers', async () => {
  const client = scriptedOperations({ 'operations/1': 's' });
  expect(await lastValueFrom(pollOperation$(client, 'operations/1'))).toMatchObject({ status: 'succeeded' });
});

test('work that took too long is told by its kind', async () => {
  const { name } = operations.start(throwError(() => new DOMException('late', 'TimeoutError')), types);
  for (const client of [
    restOperationsClient({ baseUrl: server.url }),
    connectOperationsClient(createConnectTransport({ baseUrl: server.url, httpVersion: '1.1' })),
  ]) {
    const error: unknown = await lastValueFrom(pollOperation$(client, name).pipe(toResponse())).catch((e) => e);
    expect(isOperationError(error) && error.code).toBe(4);
  }
});

test('an error of Node says its message', async () => {
  const client = restOperationsClient({ baseUrl: 'http://127.0.0.1:1' });
  const error: unknown = await firstValueFrom(getOperation$(client, 'operations/1')).catch((e) => e);
  expect(isRpcError(error) && error.statusMessage).toBe('fetch failed: bad port');
});
`;

/** Angular is published as ES modules alone, which jest-preset-angular compiles to CommonJS. */
const ANGULAR_TEST = `
import { Component } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { injectOperation, provideOperationsTesting } from 'rxjs-longrunning/angular';

@Component({ selector: 'app-root', template: '{{ operation.status() }}' })
class App {
  readonly operation = injectOperation('operations/123');
}

test('a component shows an operation', async () => {
  TestBed.configureTestingModule({ providers: [provideOperationsTesting({ 'operations/123': 's' })] });
  const fixture = TestBed.createComponent(App);
  await fixture.whenStable();
  fixture.detectChanges();
  expect(fixture.nativeElement.textContent).toBe('succeeded');
});
`;

const JEST = ['jest@30', '@types/jest@30', 'typescript@5.9.3'];

const ANGULAR = ['core', 'common', 'compiler', 'compiler-cli', 'platform-browser', 'platform-browser-dynamic'];

/** What Jest says of a project of some files, in CommonJS, below the folder that has the packages. */
async function tested(consumerFolder: string, name: string, files: Readonly<Record<string, string>>): Promise<unknown> {
  const folder = join(consumerFolder, name);
  await mkdir(folder);
  for (const [file, text] of Object.entries(files)) await writeFile(join(folder, file), text);
  const jest = join(consumerFolder, 'node_modules', 'jest', 'bin', 'jest.js');
  return JSON.parse(await run(process.execPath, [jest, '--json'], folder));
}

describe('Jest with the package installed', () => {
  let consumerFolder: string;

  beforeAll(async () => {
    consumerFolder = await consumer([...SERVER_PEERS, ...JEST, 'ts-jest@29', '@types/node']);
  }, 5 * MINUTES);

  it(
    'passes a test in plain JavaScript',
    async () => {
      const { code } = await transform(TEST, { loader: 'ts', format: 'cjs' });
      expect(await tested(consumerFolder, 'plain', { 'package.json': '{}', 'polling.test.js': code })).toEqual(
        jasmine.objectContaining({ success: true, numPassedTests: 4 }),
      );
    },
    2 * MINUTES,
  );

  it(
    'passes a test in TypeScript, by ts-jest with the modules of node16 and with types checked',
    async () => {
      const compilerOptions = { module: 'node16', target: 'es2022', strict: true, types: ['jest', 'node'] };
      const files = {
        'package.json': JSON.stringify({ jest: { preset: 'ts-jest' } }),
        'tsconfig.json': JSON.stringify({ compilerOptions }),
        'polling.test.ts': TEST,
      };
      expect(await tested(consumerFolder, 'typed', files)).toEqual(
        jasmine.objectContaining({ success: true, numPassedTests: 4 }),
      );
    },
    2 * MINUTES,
  );
});

describe('Jest with the package installed and Angular', () => {
  it(
    'passes a test of a component, by jest-preset-angular',
    async () => {
      const angular = ANGULAR.map((name) => `@angular/${name}@21.2.24`);
      const preset = ['jest-preset-angular@17', 'jest-environment-jsdom@30', 'jsdom', 'zone.js@0.16.3'];
      const folder = await consumer(['rxjs', ...angular, ...JEST, ...preset]);
      const jest = { preset: 'jest-preset-angular', setupFilesAfterEnv: ['<rootDir>/setup.ts'] };
      const compilerOptions = {
        module: 'es2022',
        moduleResolution: 'bundler',
        target: 'es2022',
        strict: true,
        experimentalDecorators: true,
        types: ['jest'],
      };
      const files = {
        'package.json': JSON.stringify({ jest }),
        'tsconfig.spec.json': JSON.stringify({ compilerOptions }),
        'setup.ts': "import { setupZoneTestEnv } from 'jest-preset-angular/setup-env/zone';\nsetupZoneTestEnv();\n",
        'app.spec.ts': ANGULAR_TEST,
      };
      expect(await tested(folder, 'angular', files)).toEqual(
        jasmine.objectContaining({ success: true, numPassedTests: 1 }),
      );
    },
    6 * MINUTES,
  );
});
