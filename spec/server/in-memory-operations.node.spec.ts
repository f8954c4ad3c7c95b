import {
  defer,
  finalize,
  firstValueFrom,
  lastValueFrom,
  map,
  NEVER,
  Observable,
  of,
  Subject,
  throwError,
  timeout,
  toArray,
} from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { awaitOperation } from '../../operators/index.js';
import type { OperationMessage } from '../../src/index.js';
import {
  listOperations$,
  OperationError,
  operationState,
  pack,
  PollError,
  pollOperation$,
  PollTimeoutError,
  RpcError,
  StatusCode,
  toStatusDetail,
  unpack,
  UnpackError,
} from '../../src/index.js';
import type { OperationWork, WorkUpdate } from '../../src/server/index.js';
import { InMemoryOperations } from '../../src/server/index.js';
import { failureOf, rpcFailureOf } from '../support/grpc-failure.js';
import { marbles } from '../support/marbles.js';
import { running, text, types } from '../support/messages.js';
import { denied } from '../support/rpc-errors.js';
import { ofOtherRealm } from '../support/other-realm.js';

type Work = Subject<WorkUpdate<string, string>>;

const get = (operations: InMemoryOperations, name: string): Promise<OperationMessage> =>
  firstValueFrom(operations.getOperation({ name }));

/** An error of another library. */
const named = (name: string): Error => Object.assign(new Error('hunter2'), { name });

describe('InMemoryOperations', () => {
  it('shows work from its start over its progress to its response', async () => {
    const operations = new InMemoryOperations();
    const work$: Work = new Subject();
    const started = operations.start(work$, types);
    expect(started).toEqual({ name: started.name, done: false });
    work$.next({ metadata: 'half' });
    const half = await get(operations, started.name);
    expect([half.done, unpack(half.metadata!, text)]).toEqual([false, 'half']);
    work$.next({ response: 'all' });
    expect((await get(operations, started.name)).done).toBeFalse();
    work$.complete();
    const end = await get(operations, started.name);
    expect([end.done, unpack(end.metadata!, text), unpack(end.response!, text)]).toEqual([true, 'half', 'all']);
  });

  it('answers with a message that is done when the work ends at once', () => {
    const message = new InMemoryOperations().start([{ response: 'all' }], types);
    expect(message.done).toBeTrue();
    expect(unpack(message.response!, text)).toBe('all');
  });

  it('takes promises and async iterables as work', async () => {
    const operations = new InMemoryOperations();
    const iterate = async function* (): AsyncGenerator<WorkUpdate<string, string>> {
      yield await Promise.resolve({ metadata: 'half' });
      yield { response: 'all' };
    };
    for (const work of [iterate(), Promise.resolve({ response: 'all' })]) {
      const { name } = operations.start(work, types);
      const end = await firstValueFrom(operations.waitOperation({ name }));
      expect(unpack(end.response!, text)).toBe('all');
    }
  });

  it('work without a response succeeds with an Empty', () => {
    const { done, response } = new InMemoryOperations().start([], types);
    expect([done, response?.typeUrl]).toEqual([true, 'type.googleapis.com/google.protobuf.Empty']);
  });

  it('is an operations client itself', async () => {
    const operations = new InMemoryOperations();
    const message = operations.start(of({ response: 'all' }), types);
    const end = await lastValueFrom(pollOperation$(operations, message.name, types));
    expect(end.status === 'succeeded' && end.response).toBe('all');
  });

  it('gives names that are distinct and unguessable', () => {
    const operations = new InMemoryOperations();
    const names = Array.from({ length: 1_000 }, () => operations.start(NEVER, types).name);
    expect(new Set(names).size).toBe(1_000);
    // 122 random bits each.
    for (const name of names)
      expect(name).toMatch(/^operations\/[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('an RpcError of the work is the error of the operation', () => {
    const error = new RpcError({ code: StatusCode.DATA_LOSS, message: 'the disk is gone' });
    const message = new InMemoryOperations().start(
      throwError(() => error),
      types,
    );
    expect(message.error).toEqual({ code: StatusCode.DATA_LOSS, message: 'the disk is gone', details: [] });
  });

  it('timeout-error-of-work: work that RxJS ends for its time is DEADLINE_EXCEEDED', () => {
    marbles(({ expectObservable }) => {
      const operations = new InMemoryOperations({ onWorkError: () => undefined });
      const message = operations.start(NEVER.pipe(timeout(25)), types);
      const end$ = pollOperation$(operations, message, { schedule: () => 10 }).pipe(
        map((state) => ('error' in state ? `${state.status}: ${state.error.message}` : state.status)),
      );
      expectObservable(end$).toBe('r 9ms r 9ms r 9ms (e|)', {
        r: 'running',
        e: `failed: Operation "${message.name}" failed: DEADLINE_EXCEEDED: the work took longer than its time limit`,
      });
    });
  });

  const lastState = operationState(running(undefined, 'operations/behind'), {}, { attempt: 1, failures: 0 });
  const status = {
    code: StatusCode.FAILED_PRECONDITION,
    message: 'too wet',
    details: [toStatusDetail(pack('why', text))],
  };
  const { ABORTED, DEADLINE_EXCEEDED, INTERNAL } = StatusCode;
  for (const [what, error, code, message] of [
    ['one of AbortSignal.timeout', new DOMException('hunter2', 'TimeoutError'), DEADLINE_EXCEEDED, 'time limit'],
    ['one of another library', named('TimeoutError'), DEADLINE_EXCEEDED, 'time limit'],
    [
      'a PollTimeoutError',
      new PollTimeoutError({ timeout: 5, elapsed: 5, lastState }),
      DEADLINE_EXCEEDED,
      'took longer than its time limit',
    ],
    ['an AbortError', new DOMException('hunter2', 'AbortError'), ABORTED, 'the work was aborted'],
    [
      'one of another realm',
      ofOtherRealm("Object.assign(new Error('hunter2'), { name: 'TimeoutError' })"),
      DEADLINE_EXCEEDED,
      'time limit',
    ],
    [
      'a PollError, whose cause is a call of this server',
      new PollError({ operationName: 'operations/behind', attempts: 1, reason: 'hunter2', cause: denied() }),
      INTERNAL,
      'the work failed',
    ],
    [
      'an UnpackError',
      new UnpackError({ expected: 'a', found: 'hunter2', packed: pack('hunter2', text) }),
      INTERNAL,
      'the work failed',
    ],
    ['an EmptyError of RxJS', named('EmptyError'), INTERNAL, 'the work failed'],
    ['an error that is named like none', named('constructor'), INTERNAL, 'the work failed'],
    ['an RpcError that says OK', new RpcError({ code: 0, message: 'hunter2' }), INTERNAL, 'the work failed'],
    ['what is no error', { name: 'TimeoutError' }, INTERNAL, 'the work failed'],
  ] as const) {
    it(`an error of work is told to clients by its kind, and to onWorkError as it is: ${what}`, () => {
      const told: unknown[] = [];
      const operations = new InMemoryOperations({ onWorkError: (error) => told.push(error) });
      const work$ = throwError(() => error);
      const answered = operations.start(work$, types);
      expect(answered.error).toEqual({ code, message: jasmine.stringContaining(message) as never, details: [] });
      expect(JSON.stringify(answered)).not.toMatch(/hunter2|behind/);
      expect(told).toEqual([error]);
    });
  }

  it('the OperationError of an operation behind is a status for clients, as it is, and nobody else is told', () => {
    const told: unknown[] = [];
    const operations = new InMemoryOperations({ onWorkError: (error) => told.push(error) });
    const work$ = throwError(() => new OperationError('operations/behind', status));
    const { error, name } = operations.start(work$, types);
    expect(error).toEqual(status);
    expect(name).not.toContain('behind');
    expect(told).toEqual([]);
  });

  it('an operation behind that was cancelled shows as one that was', async () => {
    const behind = new InMemoryOperations();
    const front = new InMemoryOperations();
    const inner = behind.start(NEVER, types);
    const outer = front.start(
      of(inner).pipe(
        awaitOperation(behind, { responseType: text, longPoll: true }),
        map((response) => ({ response })),
      ),
      types,
    );
    await firstValueFrom(behind.cancelOperation({ name: inner.name }));
    const end = await firstValueFrom(front.waitOperation({ name: outer.name }));
    expect(end.error).toEqual({ code: StatusCode.CANCELLED, message: 'cancelled on request', details: [] });
  });

  it('any other error of the work is told to onWorkError, and never to a client', () => {
    const told: unknown[] = [];
    const operations = new InMemoryOperations({ onWorkError: (error, name) => told.push([error, name]) });
    const error = new Error('the password is hunter2');
    const message = operations.start(
      throwError(() => error),
      types,
    );
    expect(message.error?.code).toBe(StatusCode.INTERNAL);
    expect(JSON.stringify(message)).not.toContain('hunter2');
    expect(told).toEqual([[error, message.name]]);
  });

  it('errors of work go to the console by default', () => {
    const logged = spyOn(console, 'error');
    const error = new Error('odd');
    const { name } = new InMemoryOperations().start(
      throwError(() => error),
      types,
    );
    expect(logged).toHaveBeenCalledOnceWith(`The work of ${name} failed:`, error);
  });

  const broken: Record<string, OperationWork<string, string>> = {
    'whose response cannot be packed': of({ response: Symbol('no text') as unknown as string }),
    'whose metadata cannot be packed': of({ metadata: Symbol('no text') as unknown as string }),
    'that tells nothing': of(undefined as unknown as WorkUpdate<string, string>),
    'that throws when it is subscribed to': new Observable<never>(() => {
      throw new TypeError('odd');
    }),
    'that is none': 42 as unknown as OperationWork<string, string>,
  };
  for (const [what, work] of Object.entries(broken)) {
    it(`work ${what} fails the operation`, () => {
      const told: unknown[] = [];
      const operations = new InMemoryOperations({ onWorkError: (error) => told.push(error) });
      const message = operations.start(work, types);
      expect([message.done, message.error?.code]).toEqual([true, StatusCode.INTERNAL]);
      expect(told).toEqual([jasmine.any(TypeError)]);
    });
  }

  describe('cancel', () => {
    it('unsubscribes from the work and ends the operation with CANCELLED, its metadata kept', async () => {
      const operations = new InMemoryOperations();
      let stopped = 0;
      const work$: Work = new Subject();
      const stoppable$ = work$.pipe(finalize(() => stopped++));
      const { name } = operations.start(stoppable$, types);
      work$.next({ metadata: 'half' });
      await firstValueFrom(operations.cancelOperation({ name }));
      expect([stopped, work$.observed]).toEqual([1, false]);
      const end = await get(operations, name);
      expect([end.error?.code, unpack(end.metadata!, text)]).toEqual([StatusCode.CANCELLED, 'half']);
    });

    it('leaves an operation that has ended as it is', async () => {
      const operations = new InMemoryOperations();
      const message = operations.start(of({ response: 'all' }), types);
      await firstValueFrom(operations.cancelOperation(message));
      expect(await get(operations, message.name)).toEqual(message);
    });

    it('is cold', async () => {
      const operations = new InMemoryOperations();
      const { name } = operations.start(NEVER, types);
      void operations.cancelOperation({ name });
      void operations.deleteOperation({ name });
      expect((await get(operations, name)).done).toBeFalse();
    });

    it('ends the operation even when the teardown of the work throws', async () => {
      const told: unknown[] = [];
      const operations = new InMemoryOperations({ onWorkError: (error) => told.push(error) });
      const throwing = (): OperationMessage =>
        operations.start(
          new Observable<never>(() => () => {
            throw new Error('odd');
          }),
          types,
        );
      const { name } = throwing();
      await firstValueFrom(operations.cancelOperation({ name }));
      expect((await get(operations, name)).error?.code).toBe(StatusCode.CANCELLED);
      expect(told.length).toBe(1);
      const others = [throwing(), throwing()];
      operations.close();
      for (const other of others) expect((await get(operations, other.name)).error?.code).toBe(StatusCode.ABORTED);
    });
  });

  describe('delete', () => {
    it('forgets an operation that has ended', async () => {
      const operations = new InMemoryOperations({ maxOperations: 1 });
      const { name } = operations.start(of({ response: 'all' }), types);
      await firstValueFrom(operations.deleteOperation({ name }));
      expect((await rpcFailureOf(operations.getOperation({ name }))).code).toBe(StatusCode.NOT_FOUND);
      expect(() => operations.start(NEVER, types)).not.toThrow();
    });

    it('hides an operation that runs, whose work goes on until it ends and makes room', async () => {
      const operations = new InMemoryOperations({ maxOperations: 1 });
      const work$: Work = new Subject();
      const { name } = operations.start(work$, types);
      const waiting = firstValueFrom(operations.waitOperation({ name }));
      await firstValueFrom(operations.deleteOperation({ name }));
      for (const call$ of [
        operations.getOperation({ name }),
        operations.waitOperation({ name }),
        operations.cancelOperation({ name }),
        operations.deleteOperation({ name }),
      ]) {
        expect((await rpcFailureOf(call$)).code).toBe(StatusCode.NOT_FOUND);
      }
      expect(await lastValueFrom(listOperations$(operations, { name: 'operations' }).pipe(toArray()))).toEqual([]);
      expect(work$.observed).toBeTrue();
      expect(() => operations.start(NEVER, types)).toThrowError(RpcError);
      work$.complete();
      expect((await waiting).done).toBeTrue();
      expect(() => operations.start(NEVER, types)).not.toThrow();
    });
  });

  describe('wait', () => {
    it('is pushed: it emits when the operation ends', () => {
      marbles(({ cold, expectObservable }) => {
        const operations = new InMemoryOperations();
        const updates = { m: { metadata: 'half' }, r: { response: 'all' } };
        const { name } = operations.start(cold<WorkUpdate<string, string>>('--m--r--|', updates), types);
        const done$ = operations.waitOperation({ name }).pipe(map(({ done }) => done));
        expectObservable(done$).toBe('--------(d|)', { d: true });
      });
    });

    it('emits what there is when the time is up', () => {
      const scheduler = new TestScheduler((actual, expected) => expect(actual).toEqual(expected));
      scheduler.run(({ cold, expectObservable }) => {
        const operations = new InMemoryOperations({ scheduler });
        const { name } = operations.start(cold<WorkUpdate<string, string>>('--m', { m: { metadata: 'half' } }), types);
        const seen$ = operations
          .waitOperation({ name, timeout: 5 })
          .pipe(map(({ done, metadata }) => [done, unpack(metadata!, text)]));
        expectObservable(seen$).toBe('-----(r|)', { r: [false, 'half'] });
      });
    });

    it('waits for a day at most, also where asked for longer than timers can', () => {
      const scheduler = new TestScheduler((actual, expected) => expect(actual).toEqual(expected));
      scheduler.run(({ expectObservable }) => {
        const operations = new InMemoryOperations({ scheduler });
        const { name } = operations.start(NEVER, types);
        const done$ = operations.waitOperation({ name, timeout: 2 ** 31 }).pipe(map(({ done }) => done));
        expectObservable(done$).toBe('86400s (r|)', { r: false });
      });
    });

    it('answers at once for an operation that has ended', async () => {
      const operations = new InMemoryOperations();
      const message = operations.start(of({ response: 'all' }), types);
      expect(await firstValueFrom(operations.waitOperation(message))).toEqual(message);
    });
  });

  describe('bounds', () => {
    it('forgets an operation when retention has passed since its end, on the clock of the scheduler', async () => {
      const scheduler = new TestScheduler(() => undefined);
      const operations = new InMemoryOperations({ retention: 100, scheduler });
      const early: Work = new Subject();
      const late: Work = new Subject();
      const [first, second] = [operations.start(early, types).name, operations.start(late, types).name];
      const at = (frame: number): void => {
        scheduler.frame = frame;
      };
      at(1_000);
      late.complete();
      at(1_050);
      early.complete();
      at(1_100);
      expect((await get(operations, second)).done).toBeTrue();
      at(1_101);
      expect((await rpcFailureOf(operations.getOperation({ name: second }))).code).toBe(StatusCode.NOT_FOUND);
      expect((await get(operations, first)).done).toBeTrue();
      at(1_151);
      expect(await lastValueFrom(listOperations$(operations, { name: 'operations' }).pipe(toArray()))).toEqual([]);
    });

    it('an operation that runs never expires', async () => {
      const scheduler = new TestScheduler(() => undefined);
      const operations = new InMemoryOperations({ retention: 0, scheduler });
      const { name } = operations.start(NEVER, types);
      scheduler.frame = 1e12;
      expect((await get(operations, name)).done).toBeFalse();
    });

    it('forgets the operation that ended first when there are maxOperations, and refuses to start when none has ended', async () => {
      const operations = new InMemoryOperations({ maxOperations: 3 });
      const early: Work = new Subject();
      const late: Work = new Subject();
      const [first, second] = [operations.start(early, types), operations.start(late, types)];
      operations.start(NEVER, types);
      let started = 0;
      const work$ = new Observable<never>(() => {
        started++;
      });
      expect(() => operations.start(work$, types)).toThrowMatching(
        (error: unknown) => error instanceof RpcError && error.code === StatusCode.RESOURCE_EXHAUSTED,
      );
      expect(started).toBe(0);
      late.complete();
      early.complete();
      operations.start(work$, types);
      expect(started).toBe(1);
      expect((await rpcFailureOf(operations.getOperation(second))).code).toBe(StatusCode.NOT_FOUND);
      expect((await get(operations, first.name)).done).toBeTrue();
      operations.start(work$, types);
      expect((await rpcFailureOf(operations.getOperation(first))).code).toBe(StatusCode.NOT_FOUND);
      expect(() => operations.start(work$, types)).toThrowError(/3 operations are kept, and none has ended/);
    });

    it('keeps nothing when maxOperations is 0', () => {
      expect(() => new InMemoryOperations({ maxOperations: 0 }).start(NEVER, types)).toThrowError(
        /0 operations are kept/,
      );
    });

    for (const [option, value] of [
      ['maxOperations', -1],
      ['maxOperations', 1.5],
      ['maxOperations', NaN],
      ['maxRunning', 0],
      ['maxRunning', 2.5],
      ['maxQueued', -1],
      ['maxQueued', Infinity],
      ['maxOperationBytes', -1],
      ['maxBytes', NaN],
      ['retention', -1],
      ['retention', Infinity],
      ['retention', '1h' as unknown as number],
    ] as const) {
      it(`refuses ${option} ${value}`, () => {
        expect(() => new InMemoryOperations({ [option]: value })).toThrowError(
          RangeError,
          new RegExp(`^${option} must be .* found ${value}\\.$`),
        );
      });
    }
  });

  it('refuses an order of lists that there is not', () => {
    expect(() => new InMemoryOperations({ listOrder: 'newest' as never })).toThrowError(
      TypeError,
      'listOrder must be "oldest-first" or "newest-first"; found newest.',
    );
  });

  describe('request ids', () => {
    it('a repeated request is answered with the operation as it is, and starts no work', () => {
      const operations = new InMemoryOperations();
      const work$: Work = new Subject();
      let started = 0;
      const counted$ = defer(() => {
        started++;
        return work$;
      });
      const first = operations.start(counted$, types, { requestId: 'a' });
      expect(operations.start(counted$, types, { requestId: 'a' })).toEqual(first);
      work$.next({ metadata: 'half' });
      const half = operations.start(counted$, types, { requestId: 'a' });
      expect([half.name, unpack(half.metadata!, text)]).toEqual([first.name, 'half']);
      work$.next({ response: 'all' });
      work$.complete();
      expect(operations.start(counted$, types, { requestId: 'a' }).done).toBeTrue();
      expect(started).toBe(1);
    });

    it('one with another id, or with none, starts another operation', () => {
      const operations = new InMemoryOperations();
      const start = (requestId?: string): string => operations.start(NEVER, types, { requestId }).name;
      expect(new Set([start('a'), start('b'), start(''), start(), start(), start('a'), start('')]).size).toBe(5);
    });

    it('a repeated request is answered by a full store, too, and from within the work itself', () => {
      const operations = new InMemoryOperations({ maxOperations: 1 });
      const again: string[] = [];
      const work$ = defer(() => {
        again.push(operations.start(NEVER, types, { requestId: 'a' }).name);
        return NEVER;
      });
      const { name } = operations.start(work$, types, { requestId: 'a' });
      expect(again).toEqual([name]);
      expect(operations.start(NEVER, types, { requestId: 'a' }).name).toBe(name);
    });

    it('an id is forgotten when its operation has expired', () => {
      const scheduler = new TestScheduler(() => undefined);
      const operations = new InMemoryOperations({ retention: 10, scheduler });
      const start = (): string => operations.start([{ response: 'all' }], types, { requestId: 'a' }).name;
      const first = start();
      scheduler.frame = 10;
      expect(start()).toBe(first);
      scheduler.frame = 11;
      const second = start();
      expect(second).not.toBe(first);
      expect(start()).toBe(second);
    });

    it('an id is forgotten when its operation is deleted and has ended', async () => {
      const operations = new InMemoryOperations();
      const work$: Work = new Subject();
      const start = (): string => operations.start(work$, types, { requestId: 'a' }).name;
      const first = start();
      await firstValueFrom(operations.deleteOperation({ name: first }));
      expect(start()).toBe(first);
      work$.complete();
      const second = start();
      expect(second).not.toBe(first);
      await firstValueFrom(operations.deleteOperation({ name: second }));
      expect(start()).not.toBe(second);
    });

    it('a request that was refused, as the store was full, can be repeated', async () => {
      const operations = new InMemoryOperations({ maxOperations: 1 });
      const { name } = operations.start(NEVER, types);
      expect(() => operations.start(NEVER, types, { requestId: 'a' })).toThrowError(RpcError);
      await firstValueFrom(operations.cancelOperation({ name }));
      expect(operations.start(NEVER, types, { requestId: 'a' }).done).toBeFalse();
    });

    it('an id is forgotten with an operation that made room for another', () => {
      const operations = new InMemoryOperations({ maxOperations: 1 });
      const start = (requestId: string): string => operations.start([], types, { requestId }).name;
      const first = start('a');
      expect(start('a')).toBe(first);
      start('b');
      expect(start('a')).not.toBe(first);
    });

    it('one that is too long is refused, and nothing is kept of it', () => {
      const operations = new InMemoryOperations({ maxOperations: 1 });
      expect(() => operations.start(NEVER, types, { requestId: 'x'.repeat(32_769) })).toThrowMatching(
        (error: unknown) =>
          error instanceof RpcError &&
          error.code === StatusCode.INVALID_ARGUMENT &&
          error.statusMessage === 'the request id must have at most 32768 characters, and has 32769',
      );
      expect(operations.start(NEVER, types, { requestId: 'x'.repeat(32_768) }).done).toBeFalse();
    });
  });

  it('close stops all work: what runs ends with ABORTED, what has ended stays', async () => {
    const operations = new InMemoryOperations();
    const work$: Work = new Subject();
    const running = operations.start(work$, types);
    const ended = operations.start(of({ response: 'all' }), types);
    const waiting = firstValueFrom(operations.waitOperation(running));
    operations.close();
    expect(work$.observed).toBeFalse();
    expect((await waiting).error?.code).toBe(StatusCode.ABORTED);
    expect(await get(operations, ended.name)).toEqual(ended);
  });

  it('a done operation is never un-finished by work that goes on', async () => {
    const operations = new InMemoryOperations();
    let late: ((update: WorkUpdate<string, string>) => void) | undefined;
    const work$ = new Observable<WorkUpdate<string, string>>((subscriber) => {
      late = (update) => subscriber.next(update);
    });
    const { name } = operations.start(work$, types);
    await firstValueFrom(operations.cancelOperation({ name }));
    const end = await get(operations, name);
    late!({ metadata: 'too late' });
    expect(await get(operations, name)).toEqual(end);
  });

  it('unknown names are NOT_FOUND for every method', async () => {
    const operations = new InMemoryOperations();
    const request = { name: 'operations/"\n' };
    for (const method of ['getOperation', 'waitOperation', 'cancelOperation', 'deleteOperation'] as const) {
      const error = await failureOf(operations[method](request));
      expect(error).toEqual(
        jasmine.objectContaining({
          code: StatusCode.NOT_FOUND,
          statusMessage: 'there is no operation "operations/\\"\\n", or not any more',
        }),
      );
    }
  });
});
