import { firstValueFrom, of } from 'rxjs';
import { RecordedClient } from '../../src/testing/recorded-client.js';
import { failureOf } from '../support/grpc-failure.js';
import { NAME } from '../support/messages.js';
import { clientWith } from '../support/operations-client-with.js';
import { ScriptedClient } from '../support/scripted-client.js';
import type { ContractCase } from './contract.js';
import { call$, METHODS, nameFor } from './contract.js';
import { answerTo } from './contract-messages.js';
import { recordHeads } from './head-recorder.js';
import { NAMES, NOT_IN_A_PATH } from './names.js';
import { Pending } from './pending.js';

const MALFORMED: Readonly<Record<string, string>>[] = [
  { authorization: 'hunter2\nx' },
  { 'no name': 'hunter2' },
  { 'x-secret': 42 as unknown as string },
];

const answeringAll = () => new RecordedClient((method) => of<never>(answerTo(method)), { now: () => 0 });

/** What is sent, and when. */
export const callCases: readonly ContractCase[] = [
  ...METHODS.map((method): ContractCase => ({
    title: `${method} is cold: each subscription is a call, and without one there is none`,
    needs: 'script',
    run: async (contract) => {
      const server = answeringAll();
      const client = await contract.open(server);
      const answer$ = call$(client, method);
      await firstValueFrom(client.getOperation({ name: 'operations/other' }));
      expect(server.calls.map(({ request }) => request.name)).toEqual(['operations/other']);
      await Promise.all([firstValueFrom(answer$), firstValueFrom(answer$)]);
      const calls = server.calls.slice(1).map((call) => [call.method, call.request.name]);
      expect(calls).toEqual([
        [method, nameFor(method)],
        [method, nameFor(method)],
      ]);
    },
  })),
  ...METHODS.map((method): ContractCase => ({
    title: `unsubscribe-during-call: the server's answer to ${method} is unsubscribed, and nothing is heard`,
    needs: 'script',
    run: async (contract) => {
      const pending = new Pending();
      const server = new ScriptedClient({ [method]: [pending.answer$] });
      const client = await contract.open(server);
      const heard = jasmine.createSpy('next, error or complete');
      const call = call$(client, method).subscribe({ next: heard, error: heard, complete: heard });
      await firstValueFrom(pending.asked$);
      call.unsubscribe();
      await firstValueFrom(pending.givenUp$);
      expect(server.calls.map(({ end }) => end?.how)).toEqual(['unsubscribed']);
      expect(heard).not.toHaveBeenCalled();
    },
  })),
  ...METHODS.map((method): ContractCase => ({
    title: `${method} is sent with names of every character, which come back as they are`,
    needs: 'script',
    run: async (contract) => {
      const server = new RecordedClient((_, { name }) => of<never>(answerTo(method, name)), { now: () => 0 });
      const client = await contract.open(server);
      const sent = [...NAMES, ...(contract.transport.namesInPath ? [] : NOT_IN_A_PATH)];
      for (const name of sent) {
        const answer = await firstValueFrom(call$(client, method, undefined, name));
        expect(answer).toEqual(answerTo(method, nameFor(method, name)));
      }
      expect(server.calls.map(({ request }) => request.name)).toEqual(sent.map((name) => nameFor(method, name)));
      if (!contract.transport.namesInPath) return;
      for (const name of NOT_IN_A_PATH) {
        expect(() => call$(client, method, undefined, name)).toThrowError(TypeError, /has a segment that is empty/);
      }
    },
  })),
  {
    title: 'wait-ok: the server is told how long it may wait, in ms, or nothing',
    needs: 'script',
    run: async (contract) => {
      const timeouts = [61_501, 1, 0, undefined];
      const server = answeringAll();
      const client = await contract.open(server);
      for (const timeout of timeouts) await firstValueFrom(client.waitOperation({ name: NAME, timeout }));
      const waits = server.calls.map(({ request }) => ('timeout' in request ? request.timeout : undefined));
      expect(waits).toEqual(timeouts);
    },
  },
  {
    title: 'headers are sent with each method, and the routing header where the name is in no path',
    needs: 'wire',
    run: async (contract) => {
      const { transport, fixture } = contract;
      const recorder = await recordHeads(transport.http ?? 1, fixture);
      const client = await contract.connect(recorder);
      const name = 'operations/a b%2f+ü/1';
      const options = { headers: { 'X-Tenant': 'acme', authorization: 'Bearer t' } };
      for (const method of METHODS) {
        await failureOf(call$(client, method, options, name));
        const routing = `name=${encodeURIComponent(nameFor(method, name))}`;
        const head = recorder.heads.at(-1)!;
        expect([head['x-tenant'], head.authorization, head['x-goog-request-params']]).toEqual([
          'acme',
          'Bearer t',
          transport.routes ? routing : undefined,
        ]);
      }
      expect(recorder.heads.length).toBe(METHODS.length);
    },
  },
  {
    title: 'a header that cannot be sent is refused at once, without its value in the message',
    needs: 'wire',
    run: async (contract) => {
      const client = await contract.open(clientWith({}));
      for (const method of METHODS) {
        for (const headers of MALFORMED) {
          const [name = ''] = Object.keys(headers);
          const refusal = new RegExp(`^The header "${name}" cannot be sent: (?!.*(hunter2|42))`);
          expect(() => call$(client, method, { headers })).toThrowError(TypeError, refusal);
        }
      }
    },
  },
  {
    title: 'a timeout that is none is refused at once, and one longer than any timer is not noticed',
    needs: 'wire',
    run: async (contract) => {
      const client = await contract.open(answeringAll());
      for (const method of METHODS) {
        for (const timeout of [-1, NaN, Infinity]) {
          expect(() => call$(client, method, { timeout })).toThrowError(RangeError, /^timeout must be .*found/);
        }
        await firstValueFrom(call$(client, method, { timeout: Number.MAX_SAFE_INTEGER }));
      }
    },
  },
];
