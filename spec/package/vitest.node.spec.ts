import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../support/run.js';
import { consumer, GRPC_PEERS, nodeBinary } from './consumer.js';

const MINUTES = 60_000;

const TEST = `
import { lastValueFrom, throwError } from 'rxjs';
import { expect, test } from 'vitest';
import { isOperationError, OperationError, pollOperation$ } from 'rxjs-longrunning';
import { loadOperationsClient } from 'rxjs-longrunning/grpc';
import { toResponse } from 'rxjs-longrunning/operators';
import { InMemoryOperations, serveOperations } from 'rxjs-longrunning/server';
import { scriptedOperations } from 'rxjs-longrunning/testing';

const text = { typeName: 'acme.v1.Text', toBinary: (message: string) => new TextEncoder().encode(message) };
const types = { responseType: text, metadataType: text };

test('a scripted client answers', async () => {
  const client = scriptedOperations({ 'operations/1': 's' });
  await expect(lastValueFrom(pollOperation$(client, 'operations/1'))).resolves.toMatchObject({ status: 'succeeded' });
});

test('a failed operation over gRPC is an OperationError', async () => {
  const operations = new InMemoryOperations({ onWorkError: () => undefined });
  const server = await serveOperations({ operations });
  const client = await loadOperationsClient({ target: server.target, insecure: true });
  const { name } = operations.start(throwError(() => new DOMException('late', 'TimeoutError')), types);
  const error = await lastValueFrom(pollOperation$(client, name).pipe(toResponse())).catch((e: unknown) => e);
  expect(isOperationError(error) && error.code).toBe(4);
  expect(error).toBeInstanceOf(OperationError);
  client.close();
  await server.close();
});
`;

describe('Vitest with the package installed', () => {
  it(
    'passes a test in TypeScript',
    async () => {
      const folder = await consumer([...GRPC_PEERS, 'vitest@5']);
      await writeFile(join(folder, 'polling.test.ts'), TEST);
      const vitest = join('node_modules', 'vitest', 'vitest.mjs');
      await run(await nodeBinary(24), [vitest, 'run', '--reporter=json', '--outputFile=report.json'], folder);
      const report: unknown = JSON.parse(await readFile(join(folder, 'report.json'), 'utf8'));
      expect(report).toEqual(jasmine.objectContaining({ success: true, numPassedTests: 2 }));
    },
    5 * MINUTES,
  );
});
