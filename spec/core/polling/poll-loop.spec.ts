import type { Observable } from 'rxjs';
import {
  catchError,
  defer,
  EMPTY,
  expand,
  map,
  of,
  switchMap,
  throwError,
  throwIfEmpty,
  timer,
  VirtualTimeScheduler,
} from 'rxjs';
import type {
  OperationMessage,
  OperationsClient,
  OperationState,
  PollOptions,
  OngoingState,
  RunningState,
} from '../../../src/index.js';
import { StatusCode } from '../../../src/index.js';
import { delayedTurn, pollLoop$ } from '../../../src/core/polling/poll-loop.js';
import type { PollOnce } from '../../../src/core/polling/poll-once.js';
import { pollOnce$ } from '../../../src/core/polling/poll-once.js';
import { resolvePollOptions } from '../../../src/core/polling/poll-options.js';
import type { PollRun } from '../../../src/core/polling/poll-step.js';
import { afterAnswer, afterFailure, nextCallOptions } from '../../../src/core/polling/poll-step.js';
import { Stopwatch } from '../../../src/core/polling/stopwatch.js';
import { brief, count, failed, NAME, running, succeeded, types } from '../../support/messages.js';
import { denied, unavailable } from '../../support/rpc-errors.js';
import type { RecordedCall } from '../../support/scripted-client.js';
import { ScriptedClient } from '../../support/scripted-client.js';
import { seededRandom } from '../../support/seeded-random.js';

type Loop = (
  client: OperationsClient,
  run: PollRun<string, string>,
  known: RunningState<string>,
) => Observable<OperationState<string, string>>;

const loop$: Loop = (client, run, known) => {
  const once$: PollOnce<string, string> = (last) => pollOnce$(client, run, last);
  return pollLoop$(once$(known), once$, delayedTurn(run));
};

/** The same, of operators alone. */
const composedLoop$: Loop = (client, run, known) => {
  const poll$ = (last: OngoingState<string>): Observable<OperationState<string, string>> =>
    defer(() => client.getOperation({ name: last.name }, nextCallOptions(run))).pipe(
      throwIfEmpty(() => new Error('the client completed without an answer')),
      map((message) => ({ message })),
      catchError((error: unknown) => of({ error })),
      map((answer) =>
        'message' in answer ? afterAnswer(run, last, answer.message) : afterFailure(run, last, answer.error),
      ),
    );
  return poll$(known).pipe(
    expand((state) =>
      state.done ? EMPTY : timer(state.poll.nextDelay ?? 0, run.settings.scheduler).pipe(switchMap(() => poll$(state))),
    ),
  );
};

interface Scenario {
  readonly answers: readonly { readonly answer$: Observable<OperationMessage>; readonly delay: number }[];
  readonly throwsAtOnce: number;
  readonly delays: readonly number[];
  readonly timeout: number | undefined;
  readonly unsubscribeAt: number;
}

function scenarioOf(seed: number): Scenario {
  const random = seededRandom(seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  const oneOf = <T>(...values: readonly T[]): T => values[below(values.length)]!;
  const failing = (error: unknown): Observable<OperationMessage> => throwError(() => error);
  const going = (): Observable<OperationMessage> =>
    oneOf(
      of(running()),
      of(running(`step ${below(3)}`)),
      of(running(undefined, oneOf('', NAME, 'operations/renamed'))),
      failing(unavailable(oneOf(undefined, 0, 700, 5_000))),
    );
  const ending = (): Observable<OperationMessage> =>
    oneOf(
      of(succeeded('hello', 'all')),
      of(succeeded()),
      of(failed(StatusCode.ABORTED, 'why')),
      of(failed(StatusCode.CANCELLED, 'by request')),
      of({ ...succeeded(), response: { typeUrl: count.typeName, value: new Uint8Array() } }),
      failing(denied()),
      failing(new TypeError('a bug in the client')),
      EMPTY,
    );
  const polls = below(12);
  return {
    answers: Array.from({ length: polls + 1 }, (_, i) => ({
      answer$: i === polls ? ending() : going(),
      delay: oneOf(0, 0, 1, below(3_000)),
    })),
    throwsAtOnce: oneOf(0, 0, 0, below(polls + 2)),
    delays: Array.from({ length: 4 }, () => oneOf(0, 1, below(2_000), 2 ** 31, random() * 100)),
    timeout: oneOf(undefined, undefined, 0, below(20_000)),
    unsubscribeAt: oneOf(Infinity, 0, 1, below(10_000)),
  };
}

interface Log {
  readonly notifications: readonly string[];
  readonly calls: readonly unknown[];
}

function play(polling$: Loop, { answers, throwsAtOnce, delays, timeout, unsubscribeAt }: Scenario): Log {
  const scheduler = new VirtualTimeScheduler();
  const scripted = new ScriptedClient(
    {
      getOperation: answers.map(({ answer$, delay }) =>
        delay === 0 ? answer$ : timer(delay, scheduler).pipe(switchMap(() => answer$)),
      ),
    },
    () => scheduler.frame,
  );
  let asked = 0;
  const client: OperationsClient = Object.assign(Object.create(scripted) as ScriptedClient, {
    getOperation: (...call: Parameters<OperationsClient['getOperation']>) => {
      if (++asked === throwsAtOnce) throw new Error('the client threw');
      return scripted.getOperation(...call);
    },
  });
  const options: PollOptions<string, string> = {
    ...types,
    scheduler,
    timeout,
    schedule: (attempt) => delays[attempt % delays.length]!,
  };
  const run: PollRun<string, string> = { settings: resolvePollOptions(options), stopwatch: new Stopwatch(scheduler) };
  const notifications: string[] = [];
  const note = (what: string): unknown => notifications.push(`${scheduler.frame}: ${what}`);
  const known: RunningState<string> = {
    status: 'running',
    done: false,
    name: NAME,
    message: running(),
    poll: { attempt: 0, failures: 0 },
  };
  const polling = polling$(client, run, known).subscribe({
    next: (state) => note(`${state.name} ${brief(state)}`),
    error: (error: unknown) => note(String(error)),
    complete: () => note('complete'),
  });
  if (unsubscribeAt < Infinity) scheduler.schedule(() => polling.unsubscribe(), unsubscribeAt);
  scheduler.flush();
  return { notifications, calls: scripted.calls.map(callLog) };
}

/** A client completes at once after its answer: whether it is unsubscribed from in between cannot be told. */
function callLog({ end, answeredAt, ...call }: RecordedCall): unknown {
  return answeredAt === undefined ? { ...call, ...end } : { ...call, how: 'answered', at: answeredAt };
}

const SEEDS = Array.from({ length: 1_000 }, (_, seed) => seed);

describe('pollLoop$', () => {
  it('does what operators alone do, in a thousand generated scripts', () => {
    for (const seed of SEEDS) {
      const scenario = scenarioOf(seed);
      const expected = play(composedLoop$, scenario);
      const found = play(loop$, scenario);
      expect(found.notifications).withContext(`notifications of seed ${seed}`).toEqual(expected.notifications);
      expect(found.calls).withContext(`calls of seed ${seed}`).toEqual(expected.calls);
    }
  });

  it('meets every kind of end, and none, in those scripts', () => {
    const logs = SEEDS.map((seed) => play(loop$, scenarioOf(seed)));
    const ends = logs.map(({ notifications }) => /complete|\w+Error/.exec(notifications.at(-1) ?? '')?.[0] ?? 'none');
    const callLogs = logs.flatMap(({ calls }) => calls);
    expect(new Set(ends)).toEqual(new Set(['complete', 'PollError', 'PollTimeoutError', 'UnpackError', 'none']));
    for (const how of ['answered', 'completed', 'failed', 'unsubscribed']) {
      expect(callLogs).toContain(jasmine.objectContaining({ how }));
    }
    expect(Math.max(...logs.map(({ calls }) => calls.length))).toBeGreaterThan(10);
  });
});
