import type { Observable, ObservableInput } from 'rxjs';
import { defer, EMPTY, finalize, merge, mergeMap, noop, of, repeat } from 'rxjs';
import { numberOption, ONE_OR_MORE } from '../src/core/model/number-option.js';

/**
 * Merges what comes of each value of an iterable, and reads the next value only when there is room for it.
 *
 * ```
 * source    reads 1 and 2; 3 when 1 has ended; 4 when 2 has; …
 * mergePulled$(source, project, 2)
 * results   --1a--2a--1b--3a--2b--…
 * ```
 *
 * `from(asyncIterable).pipe(mergeMap(project, 2))` reads the iterable to its end at once, and holds in memory all that
 * waits for its turn: RxJS pushes. Use this for rows of a database, lines of a file or a queue, each of which starts an
 * operation.
 *
 * Cold: each subscription reads an iterator of its own. Completes when the iterable is at its end and all results have
 * completed; errors with the error of either. Unsubscribing, and an error, end the iterator, so that a generator runs
 * its `finally`.
 *
 * @param project what comes of a value, such as a polling of the operation that it starts.
 * @param concurrency for how many values at once.
 * @throws RangeError at once, when `concurrency` is not a whole number of 1 or more.
 *
 * @example
 * ```ts
 * import { mergePulled$, pollUntilDone } from 'rxjs-longrunning/operators';
 * import { of } from 'rxjs';
 *
 * async function* names() {
 *   for (let i = 1; i <= 3; i++) yield `operations/${i}`; // or a million of them, from your database
 * }
 * mergePulled$(names(), (name) => of(name).pipe(pollUntilDone(client)), 2).subscribe(({ name, status }) =>
 *   console.log(name, status),
 * );
 * ```
 */
export function mergePulled$<T, O>(
  source: AsyncIterable<T> | Iterable<T>,
  project: (value: T) => ObservableInput<O>,
  concurrency: number,
): Observable<O> {
  const slots = numberOption('concurrency', concurrency, ONE_OR_MORE);
  return defer(() => {
    const iterator = Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
    /** Whether nothing is to be read any more: it is at its end, has thrown, or nobody is left to read for. */
    let ended = false;
    let turn: Promise<unknown> = Promise.resolve();
    const next = async (): Promise<IteratorResult<T, unknown>> => {
      if (ended) return { done: true, value: undefined };
      try {
        const result = await iterator.next();
        ended ||= result.done === true;
        return result;
      } catch (error) {
        ended = true;
        throw error;
      }
    };
    // One after the other, as not every iterator can be asked for two values at once.
    const pull = (): Promise<IteratorResult<T, unknown>> => {
      const result = turn.then(next);
      turn = result;
      return result;
    };
    const slot$ = defer(pull).pipe(
      mergeMap((result) => (result.done ? EMPTY : project(result.value))),
      repeat({ delay: () => (ended ? EMPTY : of(true)) }),
    );
    return merge(...Array.from({ length: slots }, () => slot$)).pipe(
      finalize(() => {
        if (ended) return;
        ended = true;
        // A value that it is asked for may never come, so that is not waited for; but a generator that unsubscribes
        // cannot be ended while it runs. What its cleaning up throws comes too late for anybody.
        Promise.resolve()
          .then(() => iterator.return?.())
          .catch(noop);
      }),
    );
  });
}
