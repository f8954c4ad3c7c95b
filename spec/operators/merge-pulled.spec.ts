import { EMPTY, firstValueFrom, lastValueFrom, map, NEVER, of, Subject, take, throwError, timer, toArray } from 'rxjs';
import { mergePulled$ } from '../../operators/index.js';

/** Numbers from 1, one at a time, and how far they were read. */
function source(end = Infinity): { readonly numbers: AsyncGenerator<number>; readonly read: () => number[] } {
  const read: number[] = [];
  let closed = 0;
  async function* numbers(): AsyncGenerator<number> {
    try {
      for (let i = 1; i <= end; i++) {
        read.push(i);
        yield await Promise.resolve(i);
      }
    } finally {
      closed++;
    }
  }
  return { numbers: numbers(), read: () => (closed ? [...read, -closed] : read) };
}

/** All that is due has come. */
function settled(): Promise<number> {
  return firstValueFrom(timer(0));
}

describe('mergePulled$', () => {
  it('gives the results of all values, and completes', async () => {
    const { numbers, read } = source(5);
    const results$ = mergePulled$(numbers, (n) => [n, n * 10], 2).pipe(toArray());
    expect((await firstValueFrom(results$)).sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 10, 20, 30, 40, 50]);
    expect(read()).toEqual([1, 2, 3, 4, 5, -1]);
  });

  it('takes iterables, empty ones, too, and does not fill the stack', async () => {
    expect(await firstValueFrom(mergePulled$([], () => of(1), 3).pipe(toArray()))).toEqual([]);
    const many = Array.from({ length: 20_000 }, (_, i) => i);
    expect(await firstValueFrom(mergePulled$(many, (n) => of(n), 7).pipe(toArray()))).toHaveSize(20_000);
    expect(await firstValueFrom(mergePulled$(many, () => EMPTY, 1).pipe(toArray()))).toEqual([]);
  });

  it('reads no further than there is room for', async () => {
    const { numbers, read } = source();
    const ends = new Map<number, Subject<string>>();
    const results: string[] = [];
    const project = (n: number): Subject<string> => {
      const end = new Subject<string>();
      ends.set(n, end);
      return end;
    };
    const pulling = mergePulled$(numbers, project, 3).subscribe((result) => results.push(result));
    await settled();
    expect(read()).toEqual([1, 2, 3]);
    ends.get(2)?.next('two');
    await settled();
    expect(read()).toEqual([1, 2, 3]);
    ends.get(2)?.complete();
    await settled();
    expect(read()).toEqual([1, 2, 3, 4]);
    ends.get(1)?.complete();
    ends.get(4)?.complete();
    await settled();
    expect(read()).toEqual([1, 2, 3, 4, 5, 6]);
    expect(results).toEqual(['two']);
    pulling.unsubscribe();
    await settled();
    expect(read()).toEqual([1, 2, 3, 4, 5, 6, -1]);
    expect([...ends.values()].some(({ observed }) => observed)).toBeFalse();
  });

  it('asks for one value at a time', async () => {
    let asked = 0;
    let most = 0;
    const shy: AsyncIterable<number> = {
      [Symbol.asyncIterator]: () => ({
        next: async () => {
          most = Math.max(most, ++asked);
          await Promise.resolve();
          asked--;
          return { done: false, value: most };
        },
      }),
    };
    await firstValueFrom(mergePulled$(shy, (n) => of(n), 4).pipe(take(100), toArray()));
    expect(most).toBe(1);
  });

  it('reads nothing before it is subscribed to, and an iterator of its own for each subscription', async () => {
    const iterated = jasmine.createSpy('iterator').and.callFake(() => [1, 2][Symbol.iterator]());
    const results$ = mergePulled$({ [Symbol.iterator]: iterated }, (n) => of(n), 2).pipe(toArray());
    expect(iterated).not.toHaveBeenCalled();
    expect(await firstValueFrom(results$)).toEqual([1, 2]);
    expect(await firstValueFrom(results$)).toEqual([1, 2]);
    expect(iterated).toHaveBeenCalledTimes(2);
  });

  it('ends the iterator when it is unsubscribed from early', async () => {
    const { numbers, read } = source();
    await firstValueFrom(mergePulled$(numbers, (n) => of(n), 2).pipe(take(3), toArray()));
    await settled();
    expect(read().at(-1)).toBe(-1);
  });

  it('reads nothing any more once it is unsubscribed from, whoever was next', async () => {
    let read = 0;
    const ended = await new Promise<number>((end) => {
      const counted: AsyncIterable<number> = {
        [Symbol.asyncIterator]: () => ({
          next: () => Promise.resolve({ done: false, value: ++read }),
          return: () => {
            end(read);
            return Promise.resolve({ done: true, value: undefined });
          },
        }),
      };
      mergePulled$(counted, (n) => of(n), 5)
        .pipe(take(1))
        .subscribe();
    });
    expect([ended, read]).toEqual([1, 1]);
  });

  it('ends an iterator that has nothing to give yet, such as one of events', async () => {
    const log: string[] = [];
    await new Promise<void>((end) => {
      const events: AsyncIterable<number> = {
        [Symbol.asyncIterator]: () => ({
          next: () => {
            log.push('next');
            pulling.unsubscribe();
            return new Promise(() => undefined);
          },
          return: () => {
            log.push('return');
            end();
            return Promise.resolve({ done: true, value: undefined });
          },
        }),
      };
      const pulling = mergePulled$(events, (n) => of(n), 2).subscribe();
    });
    expect(log).toEqual(['next', 'return']);
  });

  it('ends a generator that runs at that moment', async () => {
    const log: string[] = [];
    await new Promise<void>((end) => {
      function* numbers(): Generator<number> {
        try {
          pulling.unsubscribe();
          yield 1;
        } finally {
          log.push('finally');
          end();
        }
      }
      const pulling = mergePulled$(numbers(), (n) => of(n), 2).subscribe();
    });
    expect(log).toEqual(['finally']);
  });

  it('does not end an iterator that has ended by itself', async () => {
    const returned = jasmine.createSpy('return');
    const once: Iterable<number> = {
      [Symbol.iterator]: () => ({ next: () => ({ done: true, value: undefined }), return: returned }),
    };
    await lastValueFrom(
      mergePulled$(once, (n) => of(n), 2),
      { defaultValue: 0 },
    );
    await settled();
    expect(returned).not.toHaveBeenCalled();
  });

  it('errors with the error of a result, and ends the iterator', async () => {
    const { numbers, read } = source();
    const broken$ = mergePulled$(numbers, (n) => (n === 3 ? throwError(() => 'broken') : NEVER), 3);
    await expectAsync(firstValueFrom(broken$)).toBeRejectedWith('broken');
    await settled();
    expect(read()).toEqual([1, 2, 3, -1]);
  });

  it('errors with what the project and the iterable throw', async () => {
    const failing = mergePulled$(
      [1],
      () => {
        throw new Error('no project');
      },
      1,
    );
    await expectAsync(firstValueFrom(failing)).toBeRejectedWithError('no project');
    async function* broken(): AsyncGenerator<number> {
      yield await Promise.resolve(1);
      throw new Error('no more rows');
    }
    const seen: number[] = [];
    const results$ = mergePulled$(broken(), (n) => of(n), 2).pipe(map((n) => seen.push(n)), toArray()); // prettier-ignore
    await expectAsync(firstValueFrom(results$)).toBeRejectedWithError('no more rows');
    expect(seen).toEqual([1]);
  });

  it('does not end an iterator that threw, as it has ended', async () => {
    const returned = jasmine.createSpy('return');
    const broken: Iterable<number> = {
      [Symbol.iterator]: () => ({
        next: () => {
          throw new Error('no more rows');
        },
        return: returned,
      }),
    };
    await expectAsync(firstValueFrom(mergePulled$(broken, (n) => of(n), 2))).toBeRejectedWithError('no more rows');
    expect(returned).not.toHaveBeenCalled();
  });

  it('drops what the cleaning up of an iterator throws, as nobody is left to be told', async () => {
    async function* untidy(): AsyncGenerator<number> {
      try {
        for (let i = 0; ; i++) yield await Promise.resolve(i);
      } finally {
        throw new Error('untidy');
      }
    }
    expect(await firstValueFrom(mergePulled$(untidy(), (n) => of(n), 1).pipe(take(1)))).toBe(0);
    await settled();
  });

  it('refuses a concurrency that is none', () => {
    for (const concurrency of [0, -1, 1.5, NaN, Infinity]) {
      expect(() => mergePulled$([], () => EMPTY, concurrency)).toThrowError(RangeError, /^concurrency must be/);
    }
  });
});
