import { firstValueFrom, lastValueFrom, of, tap, toArray } from 'rxjs';
import type { OperationMessage } from '../../src/index.js';
import {
  cancel$,
  delete$,
  isOperationError,
  Operation,
  pollOperation$,
  StatusCode,
  tolerateTransient,
} from '../../src/index.js';
import { running, scriptedOperations, succeeded } from '../../src/testing/index.js';
import { rpcFailureOf } from '../support/grpc-failure.js';
import { NAME } from '../support/messages.js';
import { ScriptedClient } from '../support/scripted-client.js';
import type { ContractCase } from './contract.js';
import { details, phrase } from './contract-messages.js';

const types = { responseType: phrase, metadataType: phrase };
const options = { ...types, schedule: () => 1 };
/** For as long as a channel takes to connect again. */
const patient = { ...options, tolerance: tolerateTransient({ maxFailures: 100_000 }) };

/** It begins, cannot be reached, is half done, and ends. */
const story = () =>
  scriptedOperations(
    { [NAME]: [running('begun'), StatusCode.UNAVAILABLE, running('half'), succeeded('all', 'half')] },
    types,
  );

/** How an operation is watched to its end. */
export const pollingCases: readonly ContractCase[] = [
  {
    title: 'transient-then-ok: pollOperation$ goes from running to the typed result',
    needs: 'script',
    run: async (contract) => {
      const server = story();
      const client = await contract.open(server);
      const states = await lastValueFrom(pollOperation$(client, NAME, options).pipe(toArray()));
      expect(states.map(({ status, metadata, poll }) => [status, metadata, poll.lastError?.code])).toEqual([
        ['running', 'begun', undefined],
        ['running', 'begun', StatusCode.UNAVAILABLE],
        ['running', 'half', undefined],
        ['succeeded', 'half', undefined],
      ]);
      const end = states.at(-1)!;
      expect(end.status === 'succeeded' && end.response).toBe('all');
      expect(server.calls.map(({ method }) => method)).toEqual(Array(4).fill('getOperation'));
    },
  },
  {
    title: 'pollOperation$ with long polls waits at the server, which is asked for nothing else',
    needs: 'script',
    run: async (contract) => {
      const server = scriptedOperations({ [NAME]: [succeeded('all', 'half')] }, types);
      const client = await contract.open(server);
      const end = await lastValueFrom(pollOperation$(client, NAME, { ...options, longPoll: true }));
      expect(end.status === 'succeeded' && [end.response, end.metadata]).toEqual(['all', 'half']);
      expect(server.calls.map(({ method }) => method)).toEqual(['waitOperation']);
    },
  },
  {
    title: 'wait-unimplemented: falls back to polling',
    needs: 'script',
    run: async (contract) => {
      const failing = { waitOperation: StatusCode.UNIMPLEMENTED };
      const server = scriptedOperations({ [NAME]: [running(), succeeded('all')] }, { ...types, failing });
      const client = await contract.open(server);
      const end = await lastValueFrom(pollOperation$(client, NAME, { ...options, longPoll: true }));
      expect(end.status === 'succeeded' && end.response).toBe('all');
      expect(server.calls.map(({ method }) => method)).toEqual(['waitOperation', 'getOperation', 'getOperation']);
    },
  },
  {
    title: 'rejects-on-permanent-error: a code that is not tolerated ends the polling',
    needs: 'script',
    run: async (contract) => {
      const server = scriptedOperations({ [NAME]: [running(), StatusCode.PERMISSION_DENIED] });
      const client = await contract.open(server);
      await expectAsync(lastValueFrom(pollOperation$(client, NAME, options))).toBeRejectedWith(
        jasmine.objectContaining({
          name: 'PollError',
          cause: jasmine.objectContaining({ code: StatusCode.PERMISSION_DENIED }),
        }),
      );
      expect(server.calls.length).toBe(2);
    },
  },
  {
    title: 'op-error-after-polls: a handle throws the error of the operation, with its details',
    needs: 'script',
    run: async (contract) => {
      const error = { code: StatusCode.FAILED_PRECONDITION, message: 'no', details };
      const messages: OperationMessage[] = [
        { name: NAME, done: false },
        { name: NAME, done: true, error },
      ];
      const client = await contract.open(new ScriptedClient({ getOperation: messages.map((message) => of(message)) }));
      const reason: unknown = await Operation.fromName(client, NAME, options)
        .wait()
        .catch((thrown: unknown) => thrown);
      expect(isOperationError(reason) && [reason.code, reason.statusMessage, reason.details.length]).toEqual([
        StatusCode.FAILED_PRECONDITION,
        'no',
        details.length,
      ]);
    },
  },
  {
    title: 'cancel-ok, server-cancelled, delete-ok: the next poll finds it cancelled, and then gone',
    needs: 'script',
    run: async (contract) => {
      const client = await contract.open(story());
      await firstValueFrom(client.getOperation({ name: NAME }));
      await firstValueFrom(cancel$(client, NAME));
      const end = await lastValueFrom(pollOperation$(client, NAME, options));
      expect([end.status, end.metadata]).toEqual(['cancelled', 'begun']);
      await firstValueFrom(delete$(client, NAME));
      expect((await rpcFailureOf(client.getOperation({ name: NAME }))).code).toBe(StatusCode.NOT_FOUND);
    },
  },
  {
    title: 'a server that is lost is UNAVAILABLE, which is tolerated, and found again on the same port',
    needs: 'wire',
    run: async (contract) => {
      const operations = scriptedOperations({ [NAME]: [running('begun'), succeeded('all')] }, types);
      const server = await contract.serve({ operations });
      const client = await contract.connect(server);
      const states$ = pollOperation$(client, NAME, patient).pipe(
        tap(({ poll }) => {
          if (poll.attempt === 1) void server.close();
          if (poll.failures === 1) void server.close().then(() => contract.serve({ operations, port: server.port }));
        }),
        toArray(),
      );
      const states = await lastValueFrom(states$);
      const lost = states.filter(({ poll }) => poll.failures > 0);
      expect(lost.length).toBeGreaterThan(0);
      expect(lost.every(({ poll }) => poll.lastError?.code === StatusCode.UNAVAILABLE)).toBeTrue();
      expect([states[0]?.metadata, lost[0]?.metadata]).toEqual(['begun', 'begun']);
      const end = states.at(-1)!;
      expect(end.status === 'succeeded' && end.response).toBe('all');
    },
  },
];
