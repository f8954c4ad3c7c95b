import { firstValueFrom, lastValueFrom, of, toArray } from 'rxjs';
import type { OperationMessage, Status } from '../../src/index.js';
import { findDetail, operationState, pack, StatusCode, unpack } from '../../src/index.js';
import { NAME } from '../support/messages.js';
import { ScriptedClient } from '../support/scripted-client.js';
import type { Contract, ContractCase } from './contract.js';
import { call$, METHODS, shortName } from './contract.js';
import { answerTo, arrived, details, phrase, unknown } from './contract-messages.js';

/** What arrives when GetOperation is answered with a message, and when WaitOperation and ListOperations are: the same. */
async function received(contract: Contract, message: OperationMessage): Promise<OperationMessage> {
  const server = new ScriptedClient({
    getOperation: [of(message)],
    waitOperation: [of(message)],
    listOperations: [of({ operations: [message, message], nextPageToken: '' })],
  });
  const client = await contract.open(server);
  const got = await firstValueFrom(client.getOperation({ name: NAME }));
  expect(await firstValueFrom(client.waitOperation({ name: NAME }))).toEqual(got);
  const { operations } = await firstValueFrom(client.listOperations({ name: 'operations' }));
  expect(operations).toEqual([got, got]);
  return got;
}

/** What an operation is answered with, and how it is found. */
export const answerCases: readonly ContractCase[] = [
  ...METHODS.map((method): ContractCase => ({
    title: `${shortName(method)}-ok: one value, then complete`,
    needs: 'script',
    run: async (contract) => {
      const client = await contract.open(new ScriptedClient({ [method]: [of(answerTo(method))] }));
      expect(await lastValueFrom(call$(client, method).pipe(toArray()))).toEqual([answerTo(method)]);
    },
  })),
  {
    title: 'a packed message of a known type: metadata while it runs, and then the response',
    needs: 'script',
    run: async (contract) => {
      const metadata = pack('half', phrase);
      const form = contract.transport.packs === 'bytes' ? metadata : { typeUrl: metadata.typeUrl, json: 'half' };
      const begun = await received(contract, { name: NAME, done: false, metadata });
      expect(begun).toEqual({ name: NAME, done: false, metadata: form });
      const ended = await received(contract, { name: NAME, done: true, metadata, response: pack('über', phrase) });
      expect([ended.done, unpack(ended.metadata!, phrase), unpack(ended.response!, phrase)]).toEqual([
        true,
        'half',
        'über',
      ]);
    },
  },
  {
    title: 'a packed message of a known type that has fields',
    needs: 'script',
    run: async (contract) => {
      const { packed } = details[0]!;
      const json = { reason: 'QUOTA', domain: 'acme.example', metadata: { unit: 'pages' } };
      const form = contract.transport.packs === 'bytes' ? packed : { typeUrl: packed.typeUrl, json };
      const found = await received(contract, { name: NAME, done: true, metadata: packed, response: packed });
      expect(found).toEqual({ name: NAME, done: true, metadata: form, response: form });
    },
  },
  {
    title: 'a packed message of a type that nobody knows: all of it arrives',
    needs: 'script',
    run: async (contract) => {
      const packed = arrived(contract.transport.packs);
      const found = await received(contract, { name: NAME, done: true, metadata: unknown, response: unknown });
      expect(found).toEqual({ name: NAME, done: true, metadata: packed, response: packed });
    },
  },
  {
    title: 'unit-types: google.protobuf.Empty is no value, and no error',
    needs: 'script',
    run: async (contract) => {
      const empty = { typeUrl: 'type.googleapis.com/google.protobuf.Empty', value: new Uint8Array() };
      const message = await received(contract, { name: NAME, done: true, response: empty });
      const state = operationState(message, {}, { attempt: 1, failures: 0 });
      expect(state.status === 'succeeded' && state.response).toBeUndefined();
    },
  },
  {
    title: 'neither-set, done-without-name: done without a result, and without a name',
    needs: 'script',
    run: async (contract) => {
      for (const message of [
        { name: NAME, done: true },
        { name: NAME, done: false },
        { name: '', done: true },
      ]) {
        expect(await received(contract, message)).toEqual(message);
      }
    },
  },
  {
    title: 'poll-error-result, error-details: known details are unpacked, the others stay packed, none is dropped',
    needs: 'script',
    run: async (contract) => {
      const error: Status = { code: StatusCode.RESOURCE_EXHAUSTED, message: 'too löng', details };
      const found = (await received(contract, { name: NAME, done: true, error })).error!;
      expect([found.code, found.message]).toEqual([StatusCode.RESOURCE_EXHAUSTED, 'too löng']);
      const { reason, domain, metadata } = findDetail(found, 'google.rpc.ErrorInfo')!;
      expect([reason, domain, metadata]).toEqual(['QUOTA', 'acme.example', { unit: 'pages' }]);
      expect(found.details.map(({ typeName }) => typeName)).toEqual(details.map(({ typeName }) => typeName));
      expect(found.details[1]).toEqual({ typeName: 'acme.v1.Text', packed: arrived(contract.transport.packs) });
    },
  },
  {
    title: 'a code that has no name is kept in the error of an operation',
    needs: 'script',
    run: async (contract) => {
      const error: Status = { code: 4_711, message: '', details: [] };
      expect((await received(contract, { name: NAME, done: true, error })).error).toEqual(error);
    },
  },
];
