import { run } from '../support/run.js';
import { consumer, GRPC_PEERS } from './consumer.js';

const MINUTES = 60_000;

function evaluate(folder: string, type: 'commonjs' | 'module', program: string): Promise<string> {
  return run(process.execPath, [`--input-type=${type}`, '--eval', program], folder);
}

describe('the tarball, required', () => {
  it(
    'has one class of each error, whichever entry it comes from',
    async () => {
      const program = `
      const { getOperation$, RpcError } = require('rxjs-longrunning');
      const { loadOperationsClient } = require('rxjs-longrunning/grpc');
      const { restOperationsClient } = require('rxjs-longrunning/rest');
      const { InMemoryOperations } = require('rxjs-longrunning/server');
      const { scriptedOperations } = require('rxjs-longrunning/testing');
      loadOperationsClient({ target: 'localhost:1', insecure: true }).then((closed) => {
        closed.close();
        const rest = restOperationsClient({ baseUrl: 'http://localhost:1' });
        for (const client of [closed, rest, new InMemoryOperations(), scriptedOperations({})]) {
          getOperation$(client, 'operations/1').subscribe({ error: (error) => console.log(error instanceof RpcError) });
        }
      });
    `;

      expect(await evaluate(await consumer(GRPC_PEERS), 'commonjs', program)).toBe('true\n'.repeat(4));
    },
    5 * MINUTES,
  );

  it(
    'works together with the tarball imported: clients are polled, and guards know the errors',
    async () => {
      const program = `
      import { createRequire } from 'node:module';
      import { lastValueFrom } from 'rxjs';
      import { isPollError, isRpcError, pollOperation$, RpcError } from 'rxjs-longrunning';
      const require = createRequire(import.meta.url);
      const { InMemoryOperations } = require('rxjs-longrunning/server');
      const error = await lastValueFrom(pollOperation$(new InMemoryOperations(), 'operations/1')).catch((error) => error);
      console.log(isPollError(error), error.attempts, isRpcError(error.cause), error.cause instanceof RpcError);
      console.log(require('rxjs-longrunning').isPollError(error));
    `;

      expect(await evaluate(await consumer(GRPC_PEERS), 'module', program)).toBe('true 1 true false\ntrue\n');
    },
    5 * MINUTES,
  );

  it(
    'says what to install where a peer is missing',
    async () => {
      const program = `
      const { loadOperationsClient } = require('rxjs-longrunning/grpc');
      loadOperationsClient({ target: 'localhost:1', insecure: true }).catch(({ message }) => console.log(message));
    `;

      expect(await evaluate(await consumer(['rxjs']), 'commonjs', program)).toMatch(
        /npm install @grpc[/](grpc-js|proto-loader)/,
      );
    },
    5 * MINUTES,
  );
});
