import type { Observable } from 'rxjs';
import {
  asyncScheduler,
  concatWith,
  delay,
  EMPTY,
  finalize,
  map,
  NEVER,
  of,
  Subject,
  Subscription,
  take,
  throwError,
} from 'rxjs';
import { cancelWhen, pollUntilDone, shareOperation } from '../../operators/index.js';
import type { OperationState, RunningState } from '../../src/index.js';
import { pollOperation$, StatusCode } from '../../src/index.js';
import { marbles } from '../support/marbles.js';
import { brief, failed, NAME, running, succeeded, types } from '../support/messages.js';
import { denied, unavailable } from '../support/rpc-errors.js';
import { ScriptedClient } from '../support/scripted-client.js';
import { lostWith, stateOf } from '../support/states.js';

type State = OperationState<string, string>;

const TWO = 'operations/2';

/** `h`, `i`: half, as the predicate wants it; `x`, `y`: cancelled. */
const states = {
  r: stateOf(running('some')),
  h: stateOf(running('half')),
  s: stateOf(succeeded('hello')),
  x: stateOf(failed(StatusCode.CANCELLED, 'on request')),
  q: stateOf(running('some', TWO)),
  i: stateOf(running('half', TWO)),
  y: stateOf({ ...failed(StatusCode.CANCELLED, 'on request'), name: TWO }),
};

const withLost = { ...states, l: lostWith(unavailable()) };

const atHalf = ({ metadata }: RunningState<string>): boolean => metadata === 'half';

const taken = of(undefined).pipe(delay(2));

/** A client that takes each request to cancel, in 2 ms unless told otherwise. */
function cancelling(answers: readonly Observable<void>[] = [taken, taken, taken]): ScriptedClient {
  return new ScriptedClient({ cancelOperation: answers }, () => asyncScheduler.now());
}

/** What was asked to be cancelled, when, and what became of the call. */
function cancelled({ calls }: ScriptedClient): string[] {
  return calls
    .filter(({ method }) => method === 'cancelOperation')
    .map(({ request, startedAt, end }) => `${request.name} at ${startedAt}, ${end?.how} at ${end?.at}`);
}

describe('cancelWhen', () => {
  for (const [kind, source, subscription] of [
    ['never', '----', '^'],
    ['empty', '--|', '^-!'],
    ['one', '--(s|)', '^-!'],
    ['many', 'r-r-(s|)', '^---!'],
    ['a lost operation', 'r-(l|)', '^-!'],
    ['a completion before the end', 'r-q-|', '^---!'],
    ['an error', 'r-#', '^-!'],
    ['an error at once', '#', '(^!)'],
  ] as const) {
    it(`mirrors the source and cancels nothing where no state fulfils the predicate: ${kind}`, () => {
      marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
        const client = cancelling();
        const states$ = cold(source, withLost, unavailable());
        expectObservable(states$.pipe(cancelWhen(client, atHalf))).toBe(source, withLost, unavailable());
        expectSubscriptions(states$.subscriptions).toBe(subscription);
        flush();
        expect(client.calls).toEqual([]);
      });
    });
  }

  for (const [verdict, source] of [
    ['that it was cancelled', 'r-h--h-h--(x|)'],
    ['that it succeeded all the same', 'r-h--h-h--(s|)'],
  ] as const) {
    it(`cancel-while-polling: sends one request at the first such state, and goes on to the verdict: ${verdict}`, () => {
      marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
        const client = cancelling();
        const states$ = cold(source, states);
        expectObservable(states$.pipe(cancelWhen(client, atHalf))).toBe(source, states);
        expectSubscriptions(states$.subscriptions).toBe('^---------!');
        flush();
        expect(cancelled(client)).toEqual(['operations/1 at 2, completed at 4']);
      });
    });
  }

  it('gives up the request for an operation that is lost meanwhile, and asks again if it is polled again', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const client = cancelling();
      const states$ = cold('hl-----h--s|', withLost);
      expectObservable(states$.pipe(cancelWhen(client, atHalf))).toBe('hl-----h--s|', withLost);
      flush();
      expect(cancelled(client)).toEqual(['operations/1 at 0, unsubscribed at 1', 'operations/1 at 7, completed at 9']);
    });
  });

  it('cancels each of many operations once, and forgets it when it is done', () => {
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const client = cancelling();
      const source = 'qh--hi---xyh---(s|)';
      const states$ = cold(source, states);
      expectObservable(states$.pipe(cancelWhen(client, atHalf))).toBe(source, states);
      expectSubscriptions(states$.subscriptions).toBe('^--------------!');
      flush();
      expect(cancelled(client)).toEqual([
        'operations/1 at 1, completed at 3',
        'operations/2 at 5, completed at 7',
        'operations/1 at 11, completed at 13',
      ]);
    });
  });

  it('unanswered-state: decides nothing by a state of which nothing is known', () => {
    const client = cancelling();
    const unknown: State = { ...states.r, status: 'unknown', done: false };
    const seen: string[] = [];
    of(unknown, states.s)
      .pipe(
        cancelWhen(client, ({ status }) => {
          seen.push(status);
          return true;
        }),
      )
      .subscribe();
    expect(seen).toEqual([]);
    expect(client.calls).toEqual([]);
  });

  it('asks the predicate of running states alone, and no more once it has cancelled', () => {
    const asked: State[] = [];
    const operator = cancelWhen<State>(cancelling([EMPTY]), (state) => {
      asked.push(state);
      return atHalf(state);
    });
    const seen: State[] = [];
    of(states.r, states.h, states.r, states.x, states.s)
      .pipe(operator)
      .subscribe((state) => seen.push(state));
    expect(asked).toEqual([states.r, states.h]);
    expect(seen).toEqual([states.r, states.h, states.r, states.x, states.s]);
  });

  it('polls in between as told, and at once when the server has taken the request', () => {
    marbles(({ expectObservable, flush }) => {
      const message$ = of(running('half'));
      const getOperation = [message$, message$, of(failed(StatusCode.CANCELLED, 'on request'))];
      const client = new ScriptedClient({ getOperation, cancelOperation: [taken] }, () => asyncScheduler.now());
      const pollNow = new Subject<string>();
      const states$ = pollOperation$(client, NAME, { ...types, schedule: () => 50, pollNow }).pipe(
        cancelWhen(client, ({ poll }) => poll.attempt === 2, { onCancelTaken: (name) => pollNow.next(name) }),
        map(brief),
      );
      expectObservable(states$).toBe('a 49ms b 1ms (x|)', {
        a: 'running #1, at half, next 50',
        b: 'running #2, at half, next 50',
        x: 'cancelled #3, CANCELLED: on request',
      });
      flush();
      expect(cancelled(client)).toEqual(['operations/1 at 50, completed at 52']);
    });
  });

  it('follows the operations of pollUntilDone, each by its name', () => {
    marbles(({ cold, flush }) => {
      const answers = [running('half'), running('some', TWO), failed(StatusCode.CANCELLED, ''), succeeded('hello')];
      const client = new ScriptedClient({
        getOperation: answers.map((message) => of(message)),
        cancelOperation: [EMPTY],
      });
      const seen: string[] = [];
      cold('(ab|)', { a: NAME, b: TWO })
        .pipe(pollUntilDone(client, { ...types, schedule: () => 5 }), cancelWhen(client, atHalf))
        .subscribe(({ name, status }) => seen.push(`${name} ${status}`));
      flush();
      expect(seen).toEqual([`${NAME} running`, `${TWO} running`, `${NAME} cancelled`, `${NAME} succeeded`]);
      expect(client.calls.filter(({ method }) => method === 'cancelOperation').length).toBe(1);
    });
  });

  describe('gives up a request under way', () => {
    for (const [kind, source, unsubscription, expected, end] of [
      ['at the done state of its operation', 'h---(s|)', '^', 'h---(s|)', 4],
      ['at an error of the source', 'h-#', '^', 'h-#', 2],
      ['at an unsubscribe', 'h-r-', '^--!', 'h-r-', 3],
    ] as const) {
      it(`unsubscribe-during-call: ${kind}`, () => {
        marbles(({ cold, expectObservable, flush }) => {
          const client = cancelling([NEVER]);
          const states$ = cold(source, states, unavailable()).pipe(cancelWhen(client, atHalf));
          expectObservable(states$, unsubscription).toBe(expected, states, unavailable());
          flush();
          expect(cancelled(client)).toEqual([`operations/1 at 0, unsubscribed at ${end}`]);
          expect(client.inFlight).toBe(0);
        });
      });
    }

    it('and not at the done state of another operation, nor at a completion, which waits for it', () => {
      marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
        const client = cancelling();
        const states$ = cold('-h(y|)', states);
        expectObservable(states$.pipe(cancelWhen(client, atHalf))).toBe('-hy|', states);
        expectSubscriptions(states$.subscriptions).toBe('^-!');
        flush();
        expect(cancelled(client)).toEqual(['operations/1 at 1, completed at 3']);
      });
    });
  });

  describe('when the cancelling fails', () => {
    const refused = throwError(denied).pipe(delay(0));
    const throwing = {
      ...new ScriptedClient(),
      cancelOperation: () => {
        throw denied();
      },
    };

    for (const [kind, client] of [
      ['a refusal', () => cancelling([refused])],
      ['what the client throws', () => throwing as unknown as ScriptedClient],
    ] as const) {
      it(`cancel-error: ${kind} errors the stream, unchanged, and leaves the source`, () => {
        marbles(({ cold, expectObservable, expectSubscriptions }) => {
          const states$ = cold('-h--s', states);
          expectObservable(states$.pipe(cancelWhen(client(), atHalf))).toBe('-(h#)', states, denied());
          expectSubscriptions(states$.subscriptions).toBe('^!');
        });
      });

      it(`cancel-error: ${kind} goes to the hook, and the states go on`, () => {
        marbles(({ cold, expectObservable, flush }) => {
          const told: unknown[] = [];
          const options = {
            onCancelError: (...args: unknown[]) => told.push(args),
            onCancelTaken: () => told.push('taken'),
          };
          const states$ = cold('-h-h-(s|)', states);
          expectObservable(states$.pipe(cancelWhen(client(), atHalf, options))).toBe('-h-h-(s|)', states);
          flush();
          expect(told).toEqual([[denied(), NAME]]);
        });
      });
    }

    it("cancel-error: one that comes after the done state is nobody's", () => {
      marbles(({ cold, expectObservable, flush }) => {
        const onCancelError = jasmine.createSpy();
        const client = cancelling([of(undefined).pipe(delay(9), concatWith(throwError(denied)))]);
        expectObservable(cold('h-(s|)', states).pipe(cancelWhen(client, atHalf, { onCancelError }))).toBe(
          'h-(s|)',
          states,
        );
        flush();
        expect(onCancelError).not.toHaveBeenCalled();
      });
    });

    it('callback-throws: what the hooks and the predicate throw errors the stream', () => {
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const bug = new Error('a bug of the user');
        const fail = (): never => {
          throw bug;
        };
        const states$ = cold('-h--s', states);
        const error$ = states$.pipe(cancelWhen(cancelling([throwError(denied)]), atHalf, { onCancelError: fail }));
        const taken$ = states$.pipe(cancelWhen(cancelling([of(undefined)]), atHalf, { onCancelTaken: fail }));
        expectObservable(error$).toBe('-(h#)', states, bug);
        expectObservable(taken$).toBe('-(h#)', states, bug);
        expectObservable(states$.pipe(cancelWhen(cancelling(), fail))).toBe('-#', states, bug);
        expectSubscriptions(states$.subscriptions).toBe(['^!', '^!', '^!']);
      });
    });
  });

  it('sends nothing for a subscriber that leaves at that very state', () => {
    const client = cancelling();
    const seen: State[] = [];
    of(states.h)
      .pipe(concatWith(NEVER), cancelWhen(client, atHalf), take(1))
      .subscribe((state) => seen.push(state));
    expect(seen).toEqual([states.h]);
    expect(client.calls).toEqual([]);
  });

  it('takes states that come while one is being handled: another of them, or the end, before the request', () => {
    for (const [next, requests] of [
      [states.h, 1],
      [states.s, 0],
    ] as const) {
      const client = cancelling([EMPTY]);
      const states$ = new Subject<State>();
      const seen: State[] = [];
      states$.pipe(cancelWhen(client, atHalf)).subscribe((state) => {
        if (seen.push(state) === 1) states$.next(next);
      });
      states$.next(states.h);
      expect(seen).toEqual([states.h, next]);
      expect(client.calls.length).toBe(requests);
    }
  });

  it('unsubscribing within a hook ends the subscription', () => {
    const client = cancelling([of(undefined)]);
    const states$ = new Subject<State>();
    const subscription = new Subscription();
    const seen: State[] = [];
    const operator = cancelWhen<State>(client, atHalf, { onCancelTaken: () => subscription.unsubscribe() });
    subscription.add(states$.pipe(operator).subscribe((state) => seen.push(state)));
    states$.next(states.h);
    states$.next(states.r);
    expect(seen).toEqual([states.h]);
    expect(states$.observed).toBeFalse();
  });

  it('per-subscription-state: one operator value in two pipes, and each subscription, cancels by itself', () => {
    marbles(({ cold, hot, expectObservable, expectSubscriptions, flush }) => {
      const client = cancelling();
      const operator = cancelWhen<State>(client, atHalf);
      const [first$, second$] = [hot('h-----(s|)', states), cold('-h--|', states)];
      expectObservable(first$.pipe(operator)).toBe('h-----(s|)', states);
      expectObservable(second$.pipe(operator)).toBe('-h--|', states);
      expectObservable(second$.pipe(operator), '---^').toBe('----h--|', states);
      expectSubscriptions(first$.subscriptions).toBe('^-----!');
      expectSubscriptions(second$.subscriptions).toBe(['^---!', '---^---!']);
      flush();
      expect(cancelled(client)).toEqual([0, 1, 4].map((at) => `operations/1 at ${at}, completed at ${at + 2}`));
    });
  });

  it('before shareOperation it cancels once for all', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const client = cancelling();
      const shared$ = cold('r-h---(x|)', states).pipe(cancelWhen(client, atHalf), shareOperation());
      expectObservable(shared$).toBe('r-h---(x|)', states);
      expectObservable(shared$, '-^').toBe('-rh---(x|)', states);
      flush();
      expect(cancelled(client)).toEqual(['operations/1 at 2, completed at 4']);
    });
  });

  it('the request is bounded, by 10 s unless told otherwise, and has the headers', () => {
    const client = cancelling([EMPTY, EMPTY]);
    const headers = { tenant: 'acme' };
    for (const options of [undefined, { callTimeout: 500, headers }]) {
      of(states.h)
        .pipe(cancelWhen(client, atHalf, options))
        .subscribe();
    }
    expect(client.calls.map(({ options }) => options)).toEqual([
      { timeout: 10_000, headers: undefined },
      { timeout: 500, headers },
    ]);
  });

  it('refuses at the call what it could not use later, and does nothing before it is subscribed to', () => {
    const client = cancelling();
    expect(() => cancelWhen(client, () => true, { callTimeout: 0 })).toThrowError(
      RangeError,
      'callTimeout must be a number above 0, and finite; found 0.',
    );
    const ended = jasmine.createSpy();
    expect(of(states.h).pipe(finalize(ended), cancelWhen(client, atHalf))).toBeDefined();
    expect(client.calls).toEqual([]);
    expect(ended).not.toHaveBeenCalled();
  });
});
