import type { Observable } from 'rxjs';
import { map, merge, mergeMap, of, retry, Subject, take, tap, throwError, timer, toArray } from 'rxjs';
import type { OperationMessage } from '../../../src/index.js';
import {
  pollOperation$,
  RpcError,
  StatusCode,
  tolerateTransient,
  UnpackError,
  watchOperations,
} from '../../../src/index.js';
import { CollectionServer } from '../../support/collection-server.js';
import { marbles } from '../../support/marbles.js';
import { brief, count, NAME, running, succeeded, text, types } from '../../support/messages.js';
import { clientWith } from '../../support/operations-client-with.js';
import { denied, unavailable } from '../../support/rpc-errors.js';
import { ScriptedClient } from '../../support/scripted-client.js';

const SECOND = { every: 1_000 };
const packed = { typeUrl: 'type.googleapis.com/acme.v1.Text', value: new TextEncoder().encode('painted') };
const failedMessage: OperationMessage = { name: NAME, done: true, error: { code: 5, message: 'gone', details: [] } };

/** Answers to the Gets of one operation, one after the other. */
function answering(...answers: (OperationMessage | Error)[]): ScriptedClient {
  const getOperation = answers.map((answer) => (answer instanceof Error ? throwError(() => answer) : of(answer)));
  return new ScriptedClient({ getOperation });
}

describe('watchOperations, watch$', () => {
  it('has the states of pollOperation$, until the end', () => {
    const stories: Readonly<Record<string, (OperationMessage | Error)[]>> = {
      success: [running('a'), running('b'), succeeded('painted', 'c')],
      failure: [running('a'), failedMessage],
      'a failure that passes': [unavailable(), running('a'), unavailable(), succeeded('painted')],
      'one that ends the polling': [running('a'), denied()],
      'more failures than are tolerated': [running('a'), unavailable(), unavailable(), unavailable()],
      'a response that does not unpack': [{ ...succeeded('x'), response: { ...packed, typeUrl: 'x/acme.v1.Other' } }],
      'a failure that is no RpcError': [new Error('broken')],
      'a rename': [running('a', 'operations/other'), succeeded('x', 'b', 'operations/other')],
    };
    for (const [story, answers] of Object.entries(stories)) {
      const tolerance = tolerateTransient({ maxFailures: 2 });
      const seen: unknown[] = [];
      for (const watched of [false, true]) {
        marbles(({ flush }) => {
          const client = answering(...answers);
          const states$ = watched
            ? watchOperations(client, { ...SECOND, tolerance }).watch$(NAME, types)
            : pollOperation$(client, NAME, { ...types, tolerance, schedule: () => 1_000 });
          const log: unknown[] = [];
          states$.subscribe({
            next: (state) => log.push(state),
            error: (error: unknown) => log.push(error),
            complete: () => log.push('complete'),
          });
          flush();
          seen.push([log, client.calls.map(({ request, startedAt }) => [request.name, startedAt])]);
        });
      }
      expect(seen[1]).withContext(story).toEqual(seen[0]);
    }
  });

  it('polls at once, then each round', () => {
    marbles(({ expectObservable, flush }) => {
      const client = new CollectionServer([running()]);
      timer(2_500).subscribe(() => client.operations.set(NAME, succeeded('x')));
      expectObservable(
        watchOperations(client, SECOND)
          .watch$(NAME)
          .pipe(map(({ poll }) => poll.attempt)),
      ).toBe('1 999ms 2 999ms 3 999ms (4|)', { 1: 1, 2: 2, 3: 3, 4: 4 });
      flush();
      expect(client.log).toEqual([`0 get ${NAME}`, `1000 get ${NAME}`, `2000 get ${NAME}`, `3000 get ${NAME}`]);
    });
  });

  it('two-waiters-one-loop, late-subscriber: all who watch one name share its polls, the last one out ends them', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const calls = [cold('100ms (a|)', { a: running('a') }), cold('-', { a: running() })];
      const client = new ScriptedClient({ getOperation: calls });
      const watch = watchOperations(client, SECOND);
      const state$ = (late = 0): Observable<string> =>
        timer(late).pipe(mergeMap(() => watch.watch$(NAME, types).pipe(map(brief))));
      expectObservable(state$(), '^ 1499ms !').toBe('100ms a', { a: 'running #1, at a, next 900' });
      expectObservable(state$(), '^ 1999ms !').toBe('100ms a', { a: 'running #1, at a, next 900' });
      expectObservable(state$(500), '^ 1799ms !').toBe('500ms a', { a: 'running #1, at a, next 900' });
      expectSubscriptions(calls[0]!.subscriptions).toBe('^ 99ms !');
      expectSubscriptions(calls[1]!.subscriptions).toBe('1s ^ 999ms !');
    });
  });

  it('unpacks for each of them with its own types, and fails for those alone that it does not unpack for', () => {
    marbles(({ flush }) => {
      const client = new CollectionServer([running('half')]);
      timer(500).subscribe(() => client.operations.set(NAME, succeeded('painted', 'whole')));
      const watch = watchOperations(client, SECOND);
      const log: unknown[] = [];
      const seen = (who: string) => ({
        next: (state: { readonly metadata?: unknown; readonly status: string }) =>
          log.push([who, state.status, 'response' in state ? state.response : state.metadata]),
        error: (error: unknown) => log.push([who, error instanceof UnpackError]),
        complete: () => log.push([who, 'complete']),
      });
      watch.watch$(NAME).subscribe(seen('packed'));
      watch.watch$(NAME, types).subscribe(seen('text'));
      timer(200).pipe(mergeMap(() => watch.watch$(NAME, { ...types, responseType: count }))).subscribe(seen('count')); // prettier-ignore
      timer(300).pipe(mergeMap(() => watch.watch$(NAME, { metadataType: text }))).subscribe(seen('late')); // prettier-ignore
      flush();
      expect(log).toEqual([
        ['packed', 'running', running('half').metadata],
        ['text', 'running', 'half'],
        ['count', 'running', 'half'],
        ['late', 'running', 'half'],
        ['packed', 'succeeded', succeeded('painted').response],
        ['packed', 'complete'],
        ['text', 'succeeded', 'painted'],
        ['text', 'complete'],
        ['count', true],
        ['late', 'succeeded', succeeded('painted').response],
        ['late', 'complete'],
      ]);
      expect(client.log).toEqual([`0 get ${NAME}`, `1000 get ${NAME}`]);
    });
  });

  it('done-at-start: makes no call for a message that is done', () => {
    marbles(({ expectObservable }) => {
      const watch = watchOperations(clientWith({}));
      expectObservable(watch.watch$(succeeded('painted'), types).pipe(map(brief))).toBe('(a|)', {
        a: 'succeeded #0, gave painted',
      });
      expectObservable(watch.watch$(succeeded('x'), { responseType: count })).toBe(
        '#',
        {},
        jasmine.any(UnpackError) as unknown,
      );
    });
  });

  it('begins with what a message tells, and shows it with a failure', () => {
    marbles(({ expectObservable }) => {
      const states$ = watchOperations(answering(unavailable(), denied()), SECOND).watch$(running('half'), types);
      expectObservable(states$.pipe(map(brief), take(1))).toBe('(a|)', {
        a: 'running #1, at half, failures 1, UNAVAILABLE, next 1000',
      });
    });
  });

  it('wait-after-poll-failure: begins anew for who watches again after an error, as retry does', () => {
    marbles(({ expectObservable }) => {
      const client = answering(running('a'), denied(), succeeded('painted'));
      const states$ = watchOperations(client, SECOND).watch$(NAME, types).pipe(map(brief), retry(1));
      expectObservable(states$).toBe('a 1049ms (b|)', {
        a: 'running #1, at a, next 1000',
        b: 'succeeded #1, gave painted',
      });
    });
  });

  it('begins anew, too, for who watches again within the handler of the error', () => {
    marbles(({ expectObservable }) => {
      const watch = watchOperations(answering(running('a'), denied(), succeeded('painted')), SECOND);
      const again$ = new Subject<void>();
      expectObservable(again$.pipe(mergeMap(() => watch.watch$(NAME, types).pipe(map(brief))))).toBe('1050ms b', {
        b: 'succeeded #1, gave painted',
      });
      watch.watch$(NAME, types).subscribe({ error: () => again$.next() });
    });
  });

  it('polls again for who watches after the end', () => {
    marbles(({ expectObservable }) => {
      const watch = watchOperations(new CollectionServer([succeeded('painted')]), SECOND);
      const ends$ = watch.watch$(NAME, types).pipe(map(brief));
      expectObservable(ends$.pipe(tap({ complete: () => undefined }))).toBe('(a|)', {
        a: 'succeeded #1, gave painted',
      });
      expectObservable(timer(2_000).pipe(mergeMap(() => ends$))).toBe('2s (a|)', { a: 'succeeded #1, gave painted' });
    });
  });

  it('unsubscribe-during-call: cancels the Get of an operation that is left, and of no other', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const calls = {
        'operations/1': cold('500ms (a|)', { a: succeeded() }),
        'operations/2': cold<OperationMessage>('-'),
      };
      const client = clientWith({ getOperation: ({ name }) => calls[name as keyof typeof calls] });
      const watch = watchOperations(client, { ...SECOND, maxCallsPerSecond: 1_000 });
      expectObservable(watch.watch$('operations/1').pipe(map(({ status }) => status))).toBe('500ms (s|)', {
        s: 'succeeded',
      });
      expectObservable(watch.watch$('operations/2'), '^ 99ms !').toBe('-');
      expectSubscriptions(calls['operations/1'].subscriptions).toBe('^ 499ms !');
      expectSubscriptions(calls['operations/2'].subscriptions).toBe('- ^ 98ms !');
    });
  });

  it('lets a subscriber leave, and others come, while a state is shown', () => {
    marbles(({ flush }) => {
      const client = new CollectionServer([running('a'), running('b', 'operations/2')]);
      const watch = watchOperations(client, { ...SECOND, maxCallsPerSecond: 1_000 });
      const names: string[] = [];
      const second$ = watch.watch$('operations/2').pipe(take(1), tap(({ name }) => names.push(name))); // prettier-ignore
      watch.watch$(NAME).pipe(take(1), mergeMap(() => merge(second$, second$))).subscribe(); // prettier-ignore
      watch.watch$(NAME).pipe(take(2), tap(({ poll }) => names.push(`#${poll.attempt}`))).subscribe(); // prettier-ignore
      flush();
      expect(names).toEqual(['#1', 'operations/2', 'operations/2', '#2']);
      expect(client.inFlight).toBe(0);
    });
  });

  it('callback-throws: keeps an error in a handler of one subscriber from the others', async () => {
    const client = new CollectionServer([running('a')]);
    const watch = watchOperations(client, SECOND);
    const thrown = new Promise((resolve) => {
      const states$ = watch.watch$(NAME).pipe(
        tap(() => {
          throw new Error('of one');
        }),
      );
      states$.subscribe({ error: resolve });
    });
    const others = new Promise((resolve) => {
      watch.watch$(NAME).pipe(take(1), map(({ name }) => name), toArray()).subscribe(resolve); // prettier-ignore
    });
    expect(String(await thrown)).toBe('Error: of one');
    expect(await others).toEqual([NAME]);
  });

  it('slow-poll-never-overlaps: waits for an answer that is slower than a round', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const calls = [cold('2500ms (a|)', { a: running() }), cold('(a|)', { a: succeeded() })];
      const client = new ScriptedClient({ getOperation: calls });
      expectObservable(
        watchOperations(client, SECOND)
          .watch$(NAME)
          .pipe(map(({ status }) => status)),
      ).toBe('2500ms r 499ms (s|)', { r: 'running', s: 'succeeded' });
      expectSubscriptions(calls[1]!.subscriptions).toBe('3s (^!)');
    });
  });

  it('retry-info: polls an operation in the first round after the time that the server asks for', () => {
    marbles(({ expectObservable, flush }) => {
      const client = new CollectionServer([running('a'), running('b', 'operations/2')]);
      const error = new RpcError({ call: 'x', code: StatusCode.UNAVAILABLE, message: 'later', retryDelay: 2_500 });
      client.getError = (name) => (name === NAME && client.calls.length < 3 ? error : undefined);
      const watch = watchOperations(client, { ...SECOND, maxCallsPerSecond: 1_000 });
      expectObservable(watch.watch$(NAME).pipe(map(brief)), '^ 3500ms !').toBe('a 2999ms b', {
        a: 'unknown #1, failures 1, UNAVAILABLE, next 3000',
        b: `running #2, at [object Object], next 1000`,
      });
      expectObservable(watch.watch$('operations/2').pipe(map(({ poll }) => poll.attempt)), '^ 3500ms !').toBe(
        '-1 998ms 2 999ms 3 1000ms 4',
        { 1: 1, 2: 2, 3: 3, 4: 4 },
      );
      flush();
      expect(client.log.filter((call) => call.endsWith(NAME))).toEqual([`0 get ${NAME}`, `3000 get ${NAME}`]);
    });
  });

  it('refuses a name that is none, at once', () => {
    const watch = watchOperations(clientWith({}));
    expect(() => watch.watch$('')).toThrowError(TypeError, /empty/);
    expect(() => watch.watch$({ done: false })).toThrowError(TypeError);
  });

  it('hands on what collectionOf throws', () => {
    const collectionOf = (): never => {
      throw new Error('which?');
    };
    let error: unknown;
    watchOperations(clientWith({}), { collectionOf }).watch$(NAME).subscribe({ error: (thrown: unknown) => (error = thrown) }); // prettier-ignore
    expect(String(error)).toBe('Error: which?');
  });
});
