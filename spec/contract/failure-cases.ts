import { firstValueFrom, throwError } from 'rxjs';
import { findDetail, RpcError, StatusCode } from '../../src/index.js';
import { RecordedClient } from '../../src/testing/recorded-client.js';
import { rpcFailureOf } from '../support/grpc-failure.js';
import { NAME } from '../support/messages.js';
import { clientWith } from '../support/operations-client-with.js';
import { rpcError } from '../support/rpc-errors.js';
import { ScriptedClient } from '../support/scripted-client.js';
import type { ContractCase } from './contract.js';
import { call$, METHODS, shortName } from './contract.js';
import { arrived, details } from './contract-messages.js';
import { Pending } from './pending.js';

const FAILURES = Object.entries(StatusCode).filter(([name]) => name !== 'OK');
const WORDS = 'über all, 100 %\n"and" more';

/** How calls fail. */
export const failureCases: readonly ContractCase[] = [
  ...METHODS.map((method): ContractCase => ({
    title: `${shortName(method)}-error: each of the 16 codes, with the words of the server and what was called`,
    needs: 'script',
    run: async (contract) => {
      const failures = FAILURES.map(([, code]) => throwError(() => new RpcError({ code, message: WORDS })));
      const server = new ScriptedClient({ [method]: failures });
      const client = await contract.open(server);
      for (const [status, code] of FAILURES) {
        const error = await rpcFailureOf(call$(client, method));
        const explains = code === StatusCode.CANCELLED && contract.transport.explainsCancelled;
        const words = `${WORDS}${explains ? ' (by the server or a proxy, not by this client)' : ''}`;
        expect([error.code, error.statusMessage, error.details]).toEqual([code, words, []]);
        expect(error.message).toBe(`${contract.says(method)}${status}: ${words}`);
        expect(error.retryDelay).toBeUndefined();
      }
      expect(server.methods).toEqual(Array(16).fill(method));
    },
  })),
  ...METHODS.map((method): ContractCase => ({
    title: `${shortName(method)}-error: error-details, retry-info`,
    needs: 'script',
    run: async (contract) => {
      const failure = new RpcError({ code: StatusCode.UNAVAILABLE, message: 'busy', details, retryDelay: 2_500 });
      const client = await contract.open(new ScriptedClient({ [method]: [throwError(() => failure)] }));
      const error = await rpcFailureOf(call$(client, method));
      const { reason, domain, metadata } = findDetail(error, 'google.rpc.ErrorInfo')!;
      expect([reason, domain, metadata]).toEqual(['QUOTA', 'acme.example', { unit: 'pages' }]);
      expect(error.retryDelay).toBe(2_500);
      expect(error.details.map(({ typeName }) => typeName)).toEqual(details.map(({ typeName }) => typeName));
      expect(error.details[1]).toEqual({ typeName: 'acme.v1.Text', packed: arrived(contract.transport.details) });
    },
  })),
  {
    title: 'an error that is no RpcError tells the client nothing, and the server all',
    needs: 'wire',
    run: async (contract) => {
      const secret = new Error('the password is hunter2');
      const onError = jasmine.createSpy('onError');
      const operations = clientWith({ getOperation: () => throwError(() => secret) });
      const client = await contract.connect(await contract.serve({ operations, onError }));
      const error = await rpcFailureOf(client.getOperation({ name: NAME }));
      expect([error.code, error.statusMessage]).toEqual([StatusCode.INTERNAL, 'the server failed']);
      expect(onError).toHaveBeenCalledOnceWith(secret, '/google.longrunning.Operations/GetOperation');
    },
  },
  {
    title: 'refused connection: UNAVAILABLE, with what was called and why',
    needs: 'wire',
    run: async (contract) => {
      const server = await contract.serve({ operations: clientWith({}) });
      const client = await contract.connect(server);
      await server.close();
      for (const method of METHODS) {
        const error = await rpcFailureOf(call$(client, method));
        expect(error.code).toBe(StatusCode.UNAVAILABLE);
        expect(error.message.startsWith(`${contract.says(method)}UNAVAILABLE: `)).toBeTrue();
        expect(error.message).toContain('ECONNREFUSED');
      }
    },
  },
  {
    title: 'a server that closes ends the calls in flight with UNAVAILABLE',
    needs: 'wire',
    run: async (contract) => {
      const pending = new Pending();
      const server = await contract.serve({ operations: clientWith({ waitOperation: () => pending.answer$ }) });
      const client = await contract.connect(server);
      const failing = rpcFailureOf(client.waitOperation({ name: NAME }));
      await firstValueFrom(pending.asked$);
      await server.close();
      const error = await failing;
      expect([error.code, error.statusMessage]).toEqual([StatusCode.UNAVAILABLE, 'the server is closing']);
      await firstValueFrom(pending.givenUp$);
    },
  },
  {
    title: 'deadline: DEADLINE_EXCEEDED, of each method, and the server is rid of the call',
    needs: 'wire',
    run: async (contract) => {
      const asked: Pending[] = [];
      const server = new RecordedClient(
        (_, { name }) => {
          // The first request loads what the server needs for HTTP, which would take all of the time.
          if (name === 'operations/first') throw rpcError(StatusCode.NOT_FOUND);
          const pending = new Pending();
          asked.push(pending);
          return pending.answer$;
        },
        { now: () => 0 },
      );
      const client = await contract.open(server);
      await rpcFailureOf(client.getOperation({ name: 'operations/first' }));
      for (const method of METHODS) {
        const error = await rpcFailureOf(call$(client, method, { timeout: 50.5 }));
        expect(error.code).toBe(StatusCode.DEADLINE_EXCEEDED);
        expect(error.message.startsWith(`${contract.says(method)}DEADLINE_EXCEEDED: `)).toBeTrue();
      }
      // A busy machine may let the time of some calls pass before they are sent.
      expect(asked.length).toBeGreaterThan(0);
      await Promise.all(asked.map(({ givenUp$ }) => firstValueFrom(givenUp$)));
      expect(server.inFlight).toBe(0);
    },
  },
];
