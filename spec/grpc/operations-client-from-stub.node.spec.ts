import type { requestCallback, ServiceClientConstructor } from '@grpc/grpc-js';
import { credentials, loadPackageDefinition, Metadata } from '@grpc/grpc-js';
import type { Options } from '@grpc/proto-loader';
import {
  finalize,
  first,
  firstValueFrom,
  lastValueFrom,
  NEVER,
  Observable,
  of,
  Subject,
  throwError,
  toArray,
} from 'rxjs';
import type { OperationsStub, StubMethod } from '../../src/grpc/index.js';
import { operationsClientFromStub } from '../../src/grpc/index.js';
import type { OperationsClient } from '../../src/index.js';
import {
  RpcError,
  cancel$,
  delete$,
  findDetail,
  getOperation$,
  listOperations$,
  pollOperation$,
  StatusCode,
  waitOperation$,
} from '../../src/index.js';
import { rpcFailureOf } from '../support/grpc-failure.js';
import type { GrpcFixture } from '../support/grpc-fixture.js';
import { grpcFixture } from '../support/grpc-fixture.js';
import { googleBytes, googleDefinitions, serveRaw } from '../support/grpc-raw-server.js';
import { types } from '../support/messages.js';

const loaderOptions: Record<string, Options> = {
  'keepCase: false': { keepCase: false },
  'keepCase: true': { keepCase: true },
  'all defaults and oneofs': { keepCase: true, defaults: true, oneofs: true, longs: String, enums: String },
  'bytes: String': { bytes: String },
  'bytes: Array': { bytes: Array },
};

describe('operationsClientFromStub', () => {
  const fixture = grpcFixture();

  for (const [name, options] of Object.entries(loaderOptions)) {
    it(`makes all five calls over a stub with ${name}`, async () => {
      const { operations, server } = await fixture.open();
      const client = operationsClientFromStub(stubOf(fixture, server.target, options));
      const done = operations.start(of({ metadata: 'half' }, { response: 'all ü' }), types).name;
      const running = operations.start(NEVER, types).name;

      const end = await lastValueFrom(pollOperation$(client, done, types));
      expect(end.status === 'succeeded' && [end.metadata, end.response]).toEqual(['half', 'all ü']);
      const listed = listOperations$(client, { name: 'operations', pageSize: 1, filter: 'done = false' });
      expect(await lastValueFrom(listed.pipe(toArray()))).toEqual([{ name: running, done: false }]);
      const pages = listOperations$(client, { name: 'operations', pageSize: 1 });
      expect((await lastValueFrom(pages.pipe(toArray()))).map((message) => message.name)).toEqual([done, running]);
      expect((await firstValueFrom(waitOperation$(client, running, { timeout: 1 }))).done).toBeFalse();
      expect(await firstValueFrom(cancel$(client, running))).toBeUndefined();
      expect((await firstValueFrom(waitOperation$(client, running))).error?.code).toBe(StatusCode.CANCELLED);
      expect(await firstValueFrom(delete$(client, running))).toBeUndefined();
      expect((await rpcFailureOf(getOperation$(client, running))).code).toBe(StatusCode.NOT_FOUND);
    });
  }

  it('gives up very many calls in turn, so that they do not take the connection of the others with them', async () => {
    const answers: Subject<unknown>[] = [];
    const asked$ = new Subject<number>();
    const call = (): Observable<unknown> => {
      const answer$ = new Subject<unknown>();
      asked$.next(answers.push(answer$));
      return answer$;
    };
    const stub = Object.fromEntries(methods.map((method) => [method, call])) as unknown as OperationsStub;
    const client = operationsClientFromStub(stub, { maxCallsInFlight: 201 });
    const allAsked = firstValueFrom(asked$.pipe(first((count) => count === 201)));
    const heard: unknown[] = [];
    const calls = Array.from({ length: 201 }, () =>
      client.getOperation({ name: 'operations/1' }).subscribe((message) => heard.push(message)),
    );
    await allAsked;
    for (const given of calls) given.unsubscribe();

    const waiting = answers.filter((answer$) => answer$.observed);
    expect(waiting.length).toBe(1);
    waiting[0]?.next({ name: 'operations/1', done: true });
    waiting[0]?.complete();
    expect(heard).toEqual([]);
  });

  it('errors become RpcErrors with their details', async () => {
    const metadata = new Metadata();
    const info = {
      type_url: 'type.googleapis.com/google.rpc.ErrorInfo',
      value: googleBytes('google.rpc.ErrorInfo', { reason: 'QUOTA' }),
    };
    metadata.set('grpc-status-details-bin', googleBytes('google.rpc.Status', { code: 8, details: [info] }));
    const server = await serveRaw(fixture, (_, callback) => callback({ code: 8, details: 'slow down', metadata }));
    const client = operationsClientFromStub(stubOf(fixture, server.target));
    const error = await rpcFailureOf(getOperation$(client, 'operations/1'));
    expect(error.message).toBe('getOperation of "operations/1": RESOURCE_EXHAUSTED: slow down');
    expect(findDetail(error, 'google.rpc.ErrorInfo')?.reason).toBe('QUOTA');
  });

  it('routing-header: calls carry the name and the headers', async () => {
    const server = await serveRaw(fixture, (_, callback) => callback(null, { done: true }));
    const client = operationsClientFromStub(stubOf(fixture, server.target));
    await firstValueFrom(getOperation$(client, 'operations/1', { headers: { 'x-app': 'call' } }));
    const { metadata } = server.calls[0]!;
    expect(metadata.get('x-goog-request-params')).toEqual(['name=operations%2F1']);
    expect(metadata.get('x-app')).toEqual(['call']);
  });

  it('deadline: DEADLINE_EXCEEDED', async () => {
    const { operations, server } = await fixture.open();
    const client = operationsClientFromStub(stubOf(fixture, server.target));
    const { name } = operations.start(NEVER, types);
    const error = await rpcFailureOf(waitOperation$(client, name, {}, { timeout: 20 }));
    expect(error.code).toBe(StatusCode.DEADLINE_EXCEEDED);
    expect(() => waitOperation$(client, name, {}, { timeout: NaN })).toThrowError(RangeError);
  });

  it('unsubscribing cancels the call', async () => {
    const asked$ = new Subject<void>();
    const cancelled$ = new Subject<void>();
    const { client: other } = await fixture.open();
    const operations: OperationsClient = {
      getOperation: () => {
        asked$.next();
        return NEVER.pipe(finalize(() => cancelled$.next()));
      },
      listOperations: (request) => other.listOperations(request),
      waitOperation: (request) => other.waitOperation(request),
      cancelOperation: (request) => other.cancelOperation(request),
      deleteOperation: (request) => other.deleteOperation(request),
    };
    const { target } = await fixture.serve({ operations });
    const client = operationsClientFromStub(stubOf(fixture, target));
    const asked = firstValueFrom(asked$, { defaultValue: undefined });
    const cancelled = firstValueFrom(cancelled$, { defaultValue: undefined });
    const call = getOperation$(client, 'operations/1').subscribe();
    await asked;
    call.unsubscribe();
    await expectAsync(cancelled).toBeResolved();
  });

  it('an error that is none of gRPC is a lost connection, with its cause', async () => {
    const odd: unknown[] = [
      new TypeError('odd'),
      'odd',
      { message: 'odd', metadata: 'none' },
      { code: 'E', details: [], message: 'odd' },
    ];
    for (const cause of odd) {
      const stub = Object.fromEntries(methods.map((method) => [method, () => throwError(() => cause)]));
      const client = operationsClientFromStub(stub as unknown as OperationsStub);
      const error = await rpcFailureOf(getOperation$(client, 'operations/1'));
      expect([error.origin, error.code, error.statusMessage, error.cause]).toEqual([
        'connection',
        StatusCode.UNAVAILABLE,
        jasmine.stringContaining('odd'),
        cause,
      ]);
    }
  });

  it('a method that throws is an RpcError too', async () => {
    const fail = (): never => {
      throw new Error('not connected');
    };
    const stub = Object.fromEntries(methods.map((method) => [method, fail])) as unknown as OperationsStub;
    const error = await rpcFailureOf(getOperation$(operationsClientFromStub(stub), 'operations/1'));
    expect(error.message).toBe('getOperation of "operations/1": UNAVAILABLE: not connected');
  });

  it('an RpcError of its own stands', async () => {
    const own = new RpcError({ code: StatusCode.UNAUTHENTICATED, message: 'who are you?' });
    const stub = Object.fromEntries(methods.map((method) => [method, () => throwError(() => own)]));
    const client = operationsClientFromStub(stub as unknown as OperationsStub);
    expect(await rpcFailureOf(getOperation$(client, 'operations/1'))).toBe(own);
  });

  it('a stub of another service is refused at once', () => {
    const stub = { getOperation: () => NEVER, listOperations: () => NEVER } as unknown as OperationsStub;
    expect(() => operationsClientFromStub(stub)).toThrowError(
      TypeError,
      'The stub has no method waitOperation, cancelOperation, deleteOperation: expected that of the service google.longrunning.Operations.',
    );
  });
});

const methods = ['getOperation', 'listOperations', 'waitOperation', 'cancelOperation', 'deleteOperation'] as const;

type Unary = (
  request: object,
  metadata: Metadata,
  options: object,
  callback: requestCallback<unknown>,
) => { cancel(): void };

/** What NestJS makes of a grpc-js client: methods that return cold Observables and cancel when unsubscribed from. */
function stubOf(fixture: GrpcFixture, target: string, options: Options = {}): OperationsStub {
  const root = loadPackageDefinition(googleDefinitions(options)) as unknown as {
    google: { longrunning: { Operations: ServiceClientConstructor } };
  };
  const client = new root.google.longrunning.Operations(target, credentials.createInsecure());
  fixture.closeLater(() => client.close());
  const methodOf =
    (method: keyof OperationsStub): StubMethod =>
    (...args) =>
      new Observable((subscriber) => {
        const unary = client[method] as unknown as Unary;
        const call = unary.call(client, ...args, (error, answer) => {
          if (error) return subscriber.error(error);
          subscriber.next(answer);
          subscriber.complete();
        });
        return () => call.cancel();
      });
  return Object.fromEntries(methods.map((method) => [method, methodOf(method)])) as unknown as OperationsStub;
}
