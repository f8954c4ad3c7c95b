import { firstValueFrom, lastValueFrom } from 'rxjs';
import type { OperationLike, OperationMessage, OperationsClient, OperationState } from '../../src/index.js';
import {
  fixedInterval,
  getOperation$,
  Operation,
  operationMessageOf,
  pollOperation$,
  StatusCode,
} from '../../src/index.js';
import { restOperationsClient } from '../../src/rest/index.js';
import { scriptedOperations } from '../../src/testing/index.js';
import type { GrpcFixture } from '../support/grpc-fixture.js';
import { grpcFixture } from '../support/grpc-fixture.js';
import type { DigestTreeMetadata, DigestTreeResponse } from './digest-types.js';
import { digestTypes } from './digest-types.js';
import type { Addresses, ForeignClient } from './foreign-clients.js';
import { grpcClients, httpClients, REST } from './foreign-clients.js';
import { goOperation, goServer } from './go-server.js';
import type { OurServer } from './our-server.js';
import { serveOurs } from './our-server.js';
import { peers } from './peers.js';

type State = OperationState<DigestTreeResponse, DigestTreeMetadata>;

/** One that is never to be asked: what is done is not polled again. */
const unasked = scriptedOperations({});

const options = { ...digestTypes, schedule: fixedInterval(1) };

/** What polling makes of a message. */
function endOf(client: OperationsClient, message: unknown): Promise<State> {
  return lastValueFrom(pollOperation$(client, message as OperationLike, options));
}

/** A message as it came: what the details of its error unpack to depends on who reads them. */
function packed({ error, ...message }: OperationMessage): OperationMessage {
  if (!error) return message;
  const details = error.details.map(({ typeName, packed: detail }) => ({ typeName, packed: detail }));
  return { ...message, error: { ...error, details } };
}

/** What the client of this package answers that reads the same encoding. */
async function ownMessage(client: ForeignClient, { target, url }: Addresses, name: string, fixture: GrpcFixture) {
  const own = client.title === REST ? restOperationsClient({ baseUrl: url }) : await fixture.connect(target);
  return packed(await firstValueFrom(getOperation$(own, name)));
}

function expectSuccess(state: State, name: string, filesDone: number): void {
  expect(state.name).toBe(name);
  expect(state.status).toBe('succeeded');
  expect(state.metadata?.filesDone).toBe(filesDone);
  const { response } = state as { readonly response?: DigestTreeResponse };
  expect(response).toEqual(jasmine.objectContaining({ sha256: 'abc', files: 3, bytes: 2n ** 40n }));
}

function expectFailure(state: State, name: string): void {
  expect(state.name).toBe(name);
  if (state.status !== 'failed') return fail(`${state.status}, not failed`);
  expect(state.error.code).toBe(StatusCode.FAILED_PRECONDITION);
  expect(state.error.statusMessage).toBe('the disk is full');
  expect(state.error.details.map(({ typeName }) => typeName).slice(0, 2)).toEqual([
    'google.rpc.ErrorInfo',
    'google.rpc.RetryInfo',
  ]);
}

describe('A message of a foreign client,', () => {
  const fixture = grpcFixture();

  for (const client of [...grpcClients, ...httpClients]) {
    describe(`${client.title}, of our server:`, () => {
      let ours: OurServer;

      beforeEach(async () => {
        ours = await serveOurs(fixture);
      });

      it('one that succeeded is read', async () => {
        const { name } = ours.start('succeeds');
        const message = await client.get(ours, name, fixture);
        expectSuccess(await endOf(unasked, message), name, 7);
        expect(await new Operation(unasked, message as OperationLike, options).wait()).toEqual(
          jasmine.objectContaining({ sha256: 'abc' }),
        );
      });

      it('one that failed is read', async () => {
        const { name } = ours.start('fails');
        const message = await client.get(ours, name, fixture);
        expectFailure(await endOf(unasked, message), name);
        const operation = new Operation(unasked, message as OperationLike, options);
        expect(operation.done).toBeTrue();
        await expectAsync(operation.wait()).toBeRejectedWithError(/the disk is full/);
      });

      it('operationMessageOf gives what our own client reads', async () => {
        for (const kind of ['succeeds', 'fails', 'runs'] as const) {
          const { name } = ours.start(kind);
          const message = packed(operationMessageOf(await client.get(ours, name, fixture)));
          expect(message).toEqual(await ownMessage(client, ours, name, fixture));
        }
      });

      it('one that runs is polled to its end', async () => {
        const { name } = ours.start('runs');
        const message = await client.get(ours, name, fixture);
        const operation = new Operation(await fixture.connect(ours.target), message as OperationLike, options);
        expect(operation.done).toBeFalse();
        expect(operation.metadata().filesDone).toBe(7);
        ours.end$.next();
        expect((await operation.wait()).sha256).toBe('abc');
      });
    });
  }

  if (peers.go) {
    describe('of a Go service,', () => {
      const go = goServer();
      const at = (key: 'vanguard' | 'connect'): Addresses => ({ target: go.grpc, url: `http://${go[key]}` });
      const ways: readonly (readonly [ForeignClient, 'vanguard' | 'connect'])[] = [
        ...grpcClients.map((client) => [client, 'vanguard'] as const),
        ...httpClients.map((client) => [client, 'vanguard'] as const),
        ...httpClients.filter(({ title }) => title !== REST).map((client) => [client, 'connect'] as const),
      ];

      for (const [client, key] of ways) {
        describe(`${client.title}, of ${grpcClients.includes(client) ? 'grpc-go' : key}:`, () => {
          const get = (name: string) => client.get(at(key), name, fixture);

          it('one that succeeded is read', async () => {
            const name = goOperation('succeeds');
            expectSuccess(await endOf(unasked, await get(name)), name, 100);
          });

          it('one that failed is read', async () => {
            const name = goOperation('fails');
            const state = await endOf(unasked, await get(name));
            expectFailure(state, name);
            if (state.status === 'failed') {
              expect(state.error.details[2]?.typeName).toBe('rxjs_longrunning.digest.v1.DigestTreeRequest');
            }
          });

          for (const kind of ['empty', 'untyped']) {
            it(`one that succeeded without a response is read: ${kind}`, async () => {
              const state = await endOf(unasked, await get(goOperation(kind)));
              expect(state.status).toBe('succeeded');
              expect((state as { readonly response?: unknown }).response).toBeUndefined();
            });
          }

          it('operationMessageOf gives what our own client reads', async () => {
            for (const kind of ['succeeds', 'fails', 'empty', 'untyped', 'time']) {
              const name = goOperation(kind);
              const message = packed(operationMessageOf(await get(name)));
              expect(message).toEqual(await ownMessage(client, at(key), name, fixture));
            }
          });

          it('one that runs is polled, and cancelled', async () => {
            const name = goOperation('runs');
            const message = await get(name);
            const polling = new Operation(await fixture.connect(go.grpc), message as OperationLike, options);
            expect(polling.done).toBeFalse();
            await polling.cancel();
            await expectAsync(polling.wait()).toBeRejectedWithError(/cancelled/);
            const state = await endOf(unasked, await get(name));
            expect(state.status).toBe('cancelled');
          });

          it('one that was answered with its bare name is polled by that', async () => {
            const message = await get(goOperation('bare', 0, '/123'));
            expect((await endOf(unasked, message)).name).toBe('123');
          });
        });
      }
    });
  }
});
