import { DoubleValueSchema, TimestampSchema } from '@bufbuild/protobuf/wkt';
import { firstValueFrom, lastValueFrom, toArray } from 'rxjs';
import { connectOperationsClient, messageTypeOf } from '../../src/connect/index.js';
import type { OperationsClient } from '../../src/index.js';
import {
  cancel$,
  delete$,
  findDetail,
  fixedInterval,
  getOperation$,
  isPollError,
  listOperations$,
  Operation,
  pollOperation$,
  StatusCode,
} from '../../src/index.js';
import { restOperationsClient } from '../../src/rest/index.js';
import { NAMES } from '../contract/names.js';
import { grpcTransport, httpTransports } from '../connect/serve-connect.js';
import type { GrpcFixture } from '../support/grpc-fixture.js';
import { grpcFixture } from '../support/grpc-fixture.js';
import { failureOf, rpcFailureOf } from '../support/grpc-failure.js';
import { digestTypes } from './digest-types.js';
import type { GoAddresses } from './go-server.js';
import { goOperation, goServer } from './go-server.js';
import { peers } from './peers.js';

/** A way from a client of this package to the Go service. */
interface Way {
  readonly title: string;
  /** Whether errors come in the headers of HTTP/1, where Node reads 16 kB at most. */
  readonly errorsInHeaders?: boolean;
  /** Whether the peer finds a name; all when absent. docs/interop.md says why one does not. */
  readonly finds?: (name: string) => boolean;
  connect(go: GoAddresses, fixture: GrpcFixture): OperationsClient | Promise<OperationsClient>;
}

const overGrpc = (at: keyof GoAddresses, title: string): Way => ({
  title: `gRPC to ${title}`,
  connect: (go, fixture) => fixture.connect(go[at]),
});

const overRest = (at: keyof GoAddresses, title: string, finds?: Way['finds']): Way => ({
  title: `REST to ${title}`,
  ...(finds && { finds }),
  connect: (go) => restOperationsClient({ baseUrl: `http://${go[at]}` }),
});

const overConnect = (at: keyof GoAddresses, title: string): readonly Way[] =>
  Object.entries({ ...httpTransports, 'gRPC of Connect': grpcTransport }).map(([transport, open]) => ({
    title: `${transport} to ${title}`,
    errorsInHeaders: transport.startsWith('gRPC-Web'),
    connect: (go) => connectOperationsClient(open(`http://${go[at]}`)),
  }));

const ways: readonly Way[] = [
  overGrpc('grpc', 'grpc-go'),
  overGrpc('vanguard', 'vanguard'),
  overGrpc('connect', 'connect-go'),
  overRest('gateway', 'grpc-gateway'),
  overRest('protoNames', 'grpc-gateway with the names of proto files'),
  overRest('vanguard', 'vanguard', (name) => !/[%:]/.test(name)),
  ...overConnect('vanguard', 'vanguard'),
  ...overConnect('connect', 'connect-go'),
];

const types = { ...digestTypes, schedule: fixedInterval(1) };

if (peers.go) {
  describe('A Go operations service, polled by this package', () => {
    const go = goServer();

    for (const way of ways) {
      describe(`over ${way.title},`, () => {
        const fixture = grpcFixture();
        let client: OperationsClient;

        beforeEach(async () => {
          client = await way.connect(go, fixture);
        });

        it('succeeds, with its metadata and its response', async () => {
          const states = await lastValueFrom(pollOperation$(client, goOperation('succeeds', 2), types).pipe(toArray()));
          expect(states.map(({ status }) => status)).toEqual(['running', 'running', 'succeeded']);
          expect(states.map(({ metadata }) => metadata?.filesDone)).toEqual([0, 1, 100]);
          const [last] = states.slice(-1);
          expect(last).toEqual(jasmine.objectContaining({ response: jasmine.objectContaining({ sha256: 'abc' }) }));
          expect(last?.status === 'succeeded' && last.response.bytes).toBe(2n ** 40n);
        });

        it('fails, with its details, those of an unknown type included', async () => {
          const state = await lastValueFrom(pollOperation$(client, goOperation('fails', 1), types));
          if (state.status !== 'failed') throw new Error(`${state.status}, not failed`);
          expect(state.error.code).toBe(StatusCode.FAILED_PRECONDITION);
          expect(state.error.statusMessage).toBe('the disk is full');
          expect(findDetail(state.error, 'google.rpc.ErrorInfo')).toEqual(
            jasmine.objectContaining({ reason: 'DISK_FULL', metadata: { disk: 'sda' } }),
          );
          expect(state.error.details.map(({ typeName }) => typeName)).toEqual([
            'google.rpc.ErrorInfo',
            'google.rpc.RetryInfo',
            'rxjs_longrunning.digest.v1.DigestTreeRequest',
          ]);
        });

        it('is cancelled', async () => {
          const name = goOperation('runs');
          const running = await firstValueFrom(pollOperation$(client, name, types));
          expect(running.status).toBe('running');
          await lastValueFrom(cancel$(client, name), { defaultValue: undefined });
          expect((await lastValueFrom(pollOperation$(client, name, types))).status).toBe('cancelled');
        });

        it('is waited for, where there is a WaitOperation and where there is none', async () => {
          for (const kind of ['succeeds', 'unwaited']) {
            const wait = { ...types, longPoll: true } as const;
            const state = await lastValueFrom(pollOperation$(client, goOperation(kind, 3), wait));
            expect(state.status).toBe('succeeded');
            expect(state.poll.attempt > 1).toBe(kind === 'unwaited');
          }
        });

        for (const kind of ['empty', 'untyped']) {
          it(`succeeds without a response: ${kind}`, async () => {
            const operation = new Operation(client, { name: goOperation(kind), done: false }, types);
            expect(await operation.wait()).toBeUndefined();
            expect(operation.done).toBe(true);
          });
        }

        it('keeps the name that was asked for where the answer has its last segment alone', async () => {
          const name = goOperation('bare', 0, '/123');
          const state = await lastValueFrom(pollOperation$(client, name, types));
          expect(state.status).toBe('succeeded');
          expect(state.name).toBe(name);
        });

        it('answers with well-known types', async () => {
          const options = { responseType: messageTypeOf(TimestampSchema), schedule: types.schedule };
          const state = await lastValueFrom(pollOperation$(client, goOperation('time'), options));
          expect(state.status === 'succeeded' && state.response.seconds).toBe(1_700_000_000n);
          const numbers = { responseType: messageTypeOf(DoubleValueSchema), schedule: types.schedule };
          const number = await lastValueFrom(pollOperation$(client, goOperation('nan'), numbers));
          expect(number.status === 'succeeded' && number.response.value).toBeNaN();
        });

        it('is listed, page by page', async () => {
          const names = await lastValueFrom(
            listOperations$(client, { name: 'operations', pageSize: 2 }).pipe(toArray()),
          );
          expect(names.map(({ name }) => name)).toEqual(
            [0, 1, 2, 3, 4, 5, 6].map((n) => `operations/${n % 2 ? 'fails' : 'succeeds'}/0/${n}`),
          );
          expect(names[1]?.error?.code).toBe(StatusCode.FAILED_PRECONDITION);
          const request = { name: 'operations', filter: 'kind=fails' };
          const failed = await lastValueFrom(listOperations$(client, request).pipe(toArray()));
          expect(failed.map(({ name }) => name)).toEqual([1, 3, 5].map((n) => `operations/fails/0/${n}`));
        });

        it('refuses a page token that is not its own', async () => {
          const failure = await rpcFailureOf(client.listOperations({ name: 'operations', pageToken: 'x' }));
          expect(failure.code).toBe(StatusCode.INVALID_ARGUMENT);
          expect(failure.origin).toBe('server');
        });

        for (const [kind, code, reason] of [
          ['absent', StatusCode.NOT_FOUND, 'ABSENT'],
          ['denied', StatusCode.PERMISSION_DENIED, 'NOT_YOURS'],
        ] as const) {
          it(`is not polled any more: ${kind}`, async () => {
            const failure = await failureOf(pollOperation$(client, goOperation(kind)));
            expect(isPollError(failure) && failure.code).toBe(code);
          });

          it(`refuses with the server's words and details: ${kind}`, async () => {
            const name = goOperation(kind, 0, '/größer als 日本 😀');
            const failure = await rpcFailureOf(getOperation$(client, name));
            expect(failure.code).toBe(code);
            expect(failure.origin).toBe('server');
            expect(failure.statusMessage).toContain(name);
            expect(findDetail(failure, 'google.rpc.ErrorInfo')?.reason).toBe(reason);
          });
        }

        it('runs without metadata', async () => {
          const states = await lastValueFrom(pollOperation$(client, goOperation('plain', 1), types).pipe(toArray()));
          expect(states.map(({ status }) => status)).toEqual(['running', 'succeeded']);
          expect(states[0]?.metadata).toBeUndefined();
        });

        it('says which field is not valid, and of which resource', async () => {
          const name = goOperation('invalid');
          const failure = await rpcFailureOf(getOperation$(client, name));
          expect(failure.code).toBe(StatusCode.INVALID_ARGUMENT);
          expect(findDetail(failure, 'google.rpc.BadRequest')?.fieldViolations).toEqual([
            jasmine.objectContaining({ field: 'name', description: 'is not valid' }),
          ]);
          const resource = findDetail(failure, 'google.rpc.ResourceInfo');
          expect(resource).toEqual(
            jasmine.objectContaining({ resourceType: 'operation', resourceName: name, owner: '' }),
          );
        });

        it('refuses with details as long as a stack trace', async () => {
          const failure = await rpcFailureOf(getOperation$(client, goOperation('verbose')));
          if (way.errorsInHeaders) {
            expect(failure.origin).toBe('caller');
            return expect(failure.message).toMatch(/headers? overflow.*raise --max-http-header-size of Node$/i);
          }
          expect(failure.code).toBe(StatusCode.ABORTED);
          expect(failure.details.map(({ typeName }) => typeName)).toEqual([
            'google.rpc.ErrorInfo',
            'google.rpc.DebugInfo',
          ]);
        });

        it('asks to be polled again later', async () => {
          const states = await lastValueFrom(pollOperation$(client, goOperation('flaky'), types).pipe(toArray()));
          expect(states.at(-1)?.status).toBe('succeeded');
          expect(states[0]?.poll.lastError?.code).toBe(StatusCode.UNAVAILABLE);
          expect(states[0]?.poll.lastError?.retryDelay).toBe(5);
          expect(states[0]?.poll.nextDelay).toBe(5);
        });

        it('is deleted', async () => {
          const name = goOperation('succeeds');
          await lastValueFrom(delete$(client, name), { defaultValue: undefined });
          expect((await rpcFailureOf(getOperation$(client, name))).code).toBe(StatusCode.NOT_FOUND);
        });

        for (const special of NAMES.filter(way.finds ?? (() => true))) {
          it(`is found by its name: ${special}`, async () => {
            const name = goOperation('succeeds', 0, `/${special}`);
            expect((await firstValueFrom(getOperation$(client, name))).name).toBe(name);
          });
        }
      });
    }
  });
}
