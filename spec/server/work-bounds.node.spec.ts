import { defer, finalize, firstValueFrom, NEVER, of, Subject } from 'rxjs';
import type { OperationMessage } from '../../src/index.js';
import { RpcError, StatusCode, unpack } from '../../src/index.js';
import type { InMemoryOperationsOptions, OperationWork, WorkUpdate } from '../../src/server/index.js';
import { InMemoryOperations } from '../../src/server/index.js';
import { text, types } from '../support/messages.js';

type Work = Subject<WorkUpdate<string, string>>;

const get = (operations: InMemoryOperations, { name }: { readonly name: string }): Promise<OperationMessage> =>
  firstValueFrom(operations.getOperation({ name }));

describe('Of the work that is started', () => {
  /** A store, and a start whose work says that it began, and stops when it is told. */
  const opened = (options: InMemoryOperationsOptions) => {
    const operations = new InMemoryOperations(options);
    const began: string[] = [];
    const work = new Map<string, Work>();
    const start = (label: string): OperationMessage =>
      operations.start(
        defer(() => {
          began.push(label);
          work.set(label, new Subject());
          return work.get(label)!;
        }),
        types,
      );
    return { operations, began, start, end: (label: string) => work.get(label)!.complete() };
  };

  it('maxRunning works at once, and the others in the order of starting', async () => {
    const { operations, began, start, end } = opened({ maxRunning: 2 });
    const started = ['a', 'b', 'c', 'd', 'e'].map(start);
    expect(started.map(({ done }) => done)).toEqual(Array(5).fill(false));
    expect(began).toEqual(['a', 'b']);
    end('b');
    expect(began).toEqual(['a', 'b', 'c']);
    end('a');
    end('c');
    expect(began).toEqual(['a', 'b', 'c', 'd', 'e']);
    const page = await firstValueFrom(operations.listOperations({ name: 'operations', filter: 'done = false' }));
    expect(page.operations.map(({ name }) => name)).toEqual([started[3]!.name, started[4]!.name]);
  });

  it('100 works at once by default, and 1,000 wait', () => {
    const { began, start } = opened({});
    for (let count = 0; count < 1_100; count++) start(String(count));
    expect(began.length).toBe(100);
    expect(() => start('more')).toThrowError(/100 operations run and 1000 wait; try later/);
  });

  it('what is more than maxQueued is refused, and told when to come again, and nothing is kept of it', () => {
    const { operations, start, end } = opened({ maxRunning: 1, maxQueued: 1, maxOperations: 3 });
    start('a');
    start('b');
    expect(() => start('c')).toThrowMatching((error: unknown) => {
      const { code, retryDelay, details } = error as RpcError;
      expect([code, retryDelay]).toEqual([StatusCode.RESOURCE_EXHAUSTED, 5_000]);
      // A RetryInfo of 5 s.
      const value = Uint8Array.of(0x0a, 2, 0x08, 5);
      const packed = { typeUrl: 'type.googleapis.com/google.rpc.RetryInfo', value };
      expect(details).toEqual([{ typeName: 'google.rpc.RetryInfo', packed }]);
      return error instanceof RpcError;
    });
    end('a');
    expect(start('d').done).toBeFalse();
    expect(() => start('e')).toThrowError(RpcError);
    expect(() => operations.start([], types, { requestId: 'x' })).toThrowError(RpcError);
    end('b');
    expect(operations.start([], types, { requestId: 'x' }).done).toBeFalse();
  });

  it('one that waits is polled, cancelled and deleted as one that runs', async () => {
    const { operations, began, start, end } = opened({ maxRunning: 1 });
    const [, cancelled, deleted, last] = ['a', 'b', 'c', 'd'].map(start);
    expect(await get(operations, cancelled!)).toEqual({ name: cancelled!.name, done: false });
    const waiting = firstValueFrom(operations.waitOperation(cancelled!));
    await firstValueFrom(operations.cancelOperation(cancelled!));
    expect((await waiting).error?.code).toBe(StatusCode.CANCELLED);
    await firstValueFrom(operations.deleteOperation(deleted!));
    end('a');
    // Nobody wants its result, but nobody has cancelled it.
    expect(began).toEqual(['a', 'c']);
    end('c');
    expect(began).toEqual(['a', 'c', 'd']);
    end('d');
    expect((await get(operations, last!)).done).toBeTrue();
  });

  it('cancelling one that runs lets the next one begin, after the work was stopped', async () => {
    const operations = new InMemoryOperations({ maxRunning: 1 });
    const heard: string[] = [];
    const first = operations.start(NEVER.pipe(finalize(() => heard.push('stopped'))), types);
    operations.start(
      defer(() => {
        heard.push('began');
        return NEVER;
      }),
      types,
    );
    await firstValueFrom(operations.cancelOperation(first));
    expect(heard).toEqual(['stopped', 'began']);
  });

  it('thousands that wait and end at once do not grow the stack', async () => {
    const operations = new InMemoryOperations({ maxRunning: 1, maxQueued: 9_000 });
    const gate: Work = new Subject();
    operations.start(gate, types);
    const started = Array.from({ length: 9_000 }, () => operations.start(of({ response: 'all' }), types));
    gate.complete();
    for (const each of [started[0]!, started.at(-1)!]) {
      const end = await get(operations, each);
      expect(unpack(end.response!, text)).toBe('all');
    }
  });

  it('what work starts has its turn, too', () => {
    const { operations, began, start } = opened({ maxRunning: 1 });
    let inner: OperationMessage | undefined;
    const outer = operations.start(
      defer(() => {
        inner = start('inner');
        return [{ response: 'all' }];
      }),
      types,
    );
    expect([outer.done, inner?.done, began]).toEqual([true, false, ['inner']]);
  });

  it('close ends what runs and what waits, and nothing begins', async () => {
    const { operations, began, start } = opened({ maxRunning: 1 });
    const started = ['a', 'b', 'c'].map(start);
    operations.close();
    expect(began).toEqual(['a']);
    for (const each of started) expect((await get(operations, each)).error?.code).toBe(StatusCode.ABORTED);
  });
});

describe('What work tells', () => {
  const big = (bytes: number): string => 'x'.repeat(bytes);
  /** What the type has in bytes, with its URL. */
  const URL_LENGTH = 'type.googleapis.com/acme.v1.Text'.length;

  const tooLarge: Record<string, { work: OperationWork<string, string>; metadata: string | undefined }> = {
    metadata: { work: [{ metadata: 'half' }, { metadata: big(1_000) }], metadata: 'half' },
    'a response': { work: [{ metadata: 'half' }, { response: big(1_000) }], metadata: 'half' },
    'a response together with the metadata': {
      work: [{ metadata: big(500) }, { response: big(500) }],
      metadata: big(500),
    },
    'metadata together with the response': {
      work: [{ response: big(500) }, { metadata: big(500) }],
      metadata: undefined,
    },
  };
  for (const [what, { work, metadata }] of Object.entries(tooLarge)) {
    it(`ends the operation with RESOURCE_EXHAUSTED when it is too large: ${what}`, () => {
      const told: unknown[] = [];
      const operations = new InMemoryOperations({ maxOperationBytes: 1_000, onWorkError: (error) => told.push(error) });
      const end = operations.start(work, types);
      expect([end.done, end.error?.code]).toEqual([true, StatusCode.RESOURCE_EXHAUSTED]);
      expect(end.error?.message).toMatch(/^an operation has 1000 bytes at most, and this one would have 1\d{3}$/);
      expect(end.metadata && unpack(end.metadata, text)).toEqual(metadata);
      expect(end.response).toBeUndefined();
      expect(told).toEqual([]);
    });
  }

  it('may fill what there is', () => {
    const NAME_LENGTH = 47;
    const operations = new InMemoryOperations({ maxOperationBytes: 1_000 });
    const fits = 1_000 - NAME_LENGTH - URL_LENGTH;
    expect(operations.start([{ response: big(fits) }], types).response).toBeDefined();
    expect(operations.start([{ response: big(fits + 1) }], types).error?.code).toBe(StatusCode.RESOURCE_EXHAUSTED);
  });

  it('nested deeper than its type writes fails the operation alone', async () => {
    let deep: unknown = 1;
    for (let level = 0; level < 20_000; level++) deep = { deep };
    const json = { typeName: 'acme.v1.Json', toBinary: (value: unknown) => Buffer.from(JSON.stringify(value)) };
    const operations = new InMemoryOperations({ onWorkError: () => undefined });
    const end = operations.start([{ metadata: deep }], { responseType: json, metadataType: json });
    expect([end.done, end.error?.code]).toEqual([true, StatusCode.INTERNAL]);
    const { operations: listed } = await firstValueFrom(operations.listOperations({ name: 'operations' }));
    expect(listed).toEqual([end]);
  });

  it('fails the operation when its type gives no bytes', () => {
    const told: unknown[] = [];
    const odd = { ...text, toBinary: () => 'no bytes' as unknown as Uint8Array };
    const operations = new InMemoryOperations({ onWorkError: (error) => told.push(error) });
    const end = operations.start([{ metadata: '' }], { responseType: odd, metadataType: odd });
    expect(end.error?.code).toBe(StatusCode.INTERNAL);
    expect(told).toEqual([new TypeError('The toBinary of acme.v1.Text gave no bytes.')]);
  });

  it('is kept while there is room: those that ended first make it', async () => {
    const operations = new InMemoryOperations({ maxBytes: 3_500 });
    const work$: Work = new Subject();
    const runs = operations.start(work$, types);
    const [first, second, third] = Array.from({ length: 3 }, () => operations.start([{ response: big(1_000) }], types));
    const there = async () => {
      const page = await firstValueFrom(operations.listOperations({ name: 'operations' }));
      return page.operations.map(({ name }) => name);
    };
    expect(await there()).toEqual([runs, first!, second!, third!].map(({ name }) => name));
    work$.next({ metadata: big(500) });
    expect(await there()).toEqual([runs, second!, third!].map(({ name }) => name));
    work$.next({ metadata: big(3_000) });
    expect(await there()).toEqual([runs.name]);
    work$.next({ response: big(500) });
    expect((await get(operations, runs)).error).toEqual({
      code: StatusCode.RESOURCE_EXHAUSTED,
      message: 'all operations have 3500 bytes at most, and no room is left',
      details: [],
    });
    await firstValueFrom(operations.deleteOperation(runs));
    expect(operations.start([{ response: big(3_000) }], types).response).toBeDefined();
  });

  it('as an error is kept within the same bounds, and in valid text', () => {
    const value = new Uint8Array(2_000);
    const details = [{ typeName: 'acme.v1.Text', packed: { typeUrl: 'type.googleapis.com/acme.v1.Text', value } }];
    const failing = (message: string, kept: typeof details = []) => {
      const operations = new InMemoryOperations({ maxOperationBytes: 1_500 });
      return operations.start(
        defer(() => {
          throw new RpcError({ code: StatusCode.DATA_LOSS, message, details: kept });
        }),
        types,
      ).error;
    };
    const { DATA_LOSS: code } = StatusCode;
    expect(failing('gone', details)).toEqual({ code, message: 'gone', details: [] });
    expect(failing(big(2_000))).toEqual({ code, message: `${big(1_000)}…`, details: [] });
    expect(failing('half \ud800 a pair')).toEqual({ code, message: 'half \ufffd a pair', details: [] });
  });

  it('goes on for the others when onWorkError throws', async () => {
    const logged = spyOn(console, 'error');
    const thrown = new Error('odd');
    const operations = new InMemoryOperations({
      maxRunning: 1,
      onWorkError: () => {
        throw thrown;
      },
    });
    const work$: Work = new Subject();
    const first = operations.start(work$, types);
    const second = operations.start([{ response: 'all' }], types);
    work$.error(new Error('secret'));
    expect((await get(operations, first)).error?.code).toBe(StatusCode.INTERNAL);
    expect((await get(operations, second)).done).toBeTrue();
    expect(logged).toHaveBeenCalledOnceWith(`onWorkError threw for ${first.name}:`, thrown);
  });
});
