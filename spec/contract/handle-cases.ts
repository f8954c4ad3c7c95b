import { NEVER } from 'rxjs';
import type { OperationOptions, PromiseOptions } from '../../src/index.js';
import { isPollError, isRpcError, Operation, StatusCode } from '../../src/index.js';
import type { OperationsMethod } from '../../src/testing/index.js';
import { NAME } from '../support/messages.js';
import { ScriptedClient } from '../support/scripted-client.js';
import type { ContractCase } from './contract.js';
import { recordHeads } from './head-recorder.js';

/** Each call of a handle, and the method of the server that it ends up at. */
const CALLS: readonly (readonly [
  OperationsMethod,
  (operation: Operation, options: PromiseOptions) => Promise<unknown>,
])[] = [
  ['getOperation', (operation, options) => operation.poll(options)],
  ['getOperation', (operation, options) => operation.wait(options)],
  ['getOperation', (operation, options) => operation.waitWithInterval(60_000, options)],
  ['cancelOperation', (operation, options) => operation.cancel(options)],
  ['deleteOperation', (operation, options) => operation.delete(options)],
];

/** Waits end with their first failure. */
const once: OperationOptions = { tolerance: () => ({ kind: 'permanent' }) };

const codeOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'no failure',
    (error: unknown) => (isRpcError(error) || isPollError(error) ? error.code : error),
  );

/** What a handle does with the options of one promise. */
export const handleCases: readonly ContractCase[] = [
  {
    title: 'headers of one promise of a handle are sent, in rank before those of the handle, whatever their case',
    needs: 'wire',
    run: async (contract) => {
      const recorder = await recordHeads(contract.transport.http ?? 1, contract.fixture);
      const client = await contract.connect(recorder);
      const headers = { authorization: 'Bearer usual', 'x-team': 'painters' };
      const operation = Operation.fromName(client, NAME, { ...once, headers });
      for (const [, call] of CALLS) {
        await codeOf(call(operation, { headers: { Authorization: 'Bearer once', 'X-Trace': '7' } }));
        const head = recorder.heads.at(-1)!;
        expect([head.authorization, head['x-team'], head['x-trace']]).toEqual(['Bearer once', 'painters', '7']);
      }
      expect(recorder.heads.length).toBe(CALLS.length);
    },
  },
  {
    title: 'the timeout of one promise of a handle ends its call',
    needs: 'wire',
    run: async (contract) => {
      for (const [method, call] of CALLS) {
        const client = await contract.open(new ScriptedClient({ [method]: [NEVER] }));
        const operation = Operation.fromName(client, NAME, { ...once, callTimeout: 3_600_000 });
        expect(await codeOf(call(operation, { callTimeout: 50 }))).toBe(StatusCode.DEADLINE_EXCEEDED);
      }
    },
  },
];
