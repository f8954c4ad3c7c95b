import { map, NEVER, of, Subject, takeUntil, throwError, timer } from 'rxjs';
import type { LearntEnds, LearntKind, OperationMessage, PollOptions } from '../../../src/index.js';
import { exponentialThenFixed, learningSchedule, pollOperation$ } from '../../../src/index.js';
import { marbles } from '../../support/marbles.js';
import { brief, NAME, running, succeeded, types } from '../../support/messages.js';
import { clientWith } from '../../support/operations-client-with.js';
import { unavailable } from '../../support/rpc-errors.js';
import { runningState } from '../../support/running-state.js';
import { ScriptedClient } from '../../support/scripted-client.js';
import { simulateEnds } from '../../support/simulated-ends.js';

/** No chance, in the middle of what there could be. */
const random = (): number => 0.5;
const usual = exponentialThenFixed({ random });

/** So many ends of a kind, each seen within half a second of 10 s. */
function learnt(kind = '', ends = 20): LearntEnds {
  return { kinds: [{ kind, ends: Array.from({ length: ends }, () => [0, 9_500, 10_000] as const), remainders: [] }] };
}

function polled(answers: readonly OperationMessage[], options: PollOptions<string, string>): ScriptedClient {
  const client = new ScriptedClient({ getOperation: [...answers.map((answer) => of(answer)), NEVER] });
  pollOperation$(client, NAME, { ...types, ...options }).subscribe();
  return client;
}

describe('learningSchedule', () => {
  it('is the default schedule before five ends of a kind were seen', () => {
    for (const ends of [0, 4]) {
      const delays: (number | undefined)[] = [];
      const schedule = learningSchedule({ random, learnt: learnt('', ends) });
      marbles(({ flush }) => {
        const client = new ScriptedClient({ getOperation: Array.from({ length: 6 }, () => of(running())) });
        pollOperation$(client, NAME, { schedule }).subscribe({
          next: ({ poll }) => delays.push(poll.nextDelay),
          error: () => undefined,
        });
        flush();
      });
      expect(delays).toEqual([1, 2, 3, 4, 5, 6].map((attempt) => usual(attempt, runningState)));
    }
  });

  it('then polls where they ended', () => {
    marbles(({ expectObservable }) => {
      const client = new ScriptedClient({ getOperation: [of(running()), of(running()), of(succeeded('hello'))] });
      const schedule = learningSchedule({ random, calls: 3, learnt: learnt() });
      expectObservable(pollOperation$(client, NAME, { ...types, schedule }).pipe(map(brief))).toBe(
        'a 9571ms b 565ms (c|)',
        {
          a: 'running #1, next 9572',
          b: 'running #2, next 566',
          c: 'succeeded #3, gave hello',
        },
      );
    });
  });

  it('is the default schedule where another function calls it, and with longPoll, where the server tells the end', () => {
    const schedule = learningSchedule({ random, learnt: learnt() });
    expect([1, 2, 3].map((attempt) => schedule(attempt, runningState))).toEqual(
      [1, 2, 3].map((attempt) => usual(attempt, runningState)),
    );
    marbles(({ flush }) => {
      const client = clientWith({
        getOperation: () => of(running()),
        waitOperation: () => timer(3_000).pipe(map(() => succeeded('hello'))),
      });
      pollOperation$(client, NAME, { ...types, schedule, longPoll: true }).subscribe();
      flush();
    });
    expect(schedule.snapshot()).toEqual(learnt());
  });

  it('learns between which polls an operation has ended, by the type of its metadata', () => {
    const schedule = learningSchedule({ random });
    simulateEnds([1_000, 100], schedule, () => ({}));
    simulateEnds([2_000], schedule);
    expect(schedule.snapshot()).toEqual({
      kinds: [
        {
          kind: 'acme.v1.Progress',
          ends: [
            [0, 900, 2_340],
            [0, 0, 900],
          ],
          remainders: [],
        },
        { kind: '', ends: [[0, 900, 2_340]], remainders: [] },
      ],
    });
  });

  it('learns by a key of the user, and each kind by itself', () => {
    const kind = ({ metadata }: { metadata?: string }): string => metadata?.slice(0, 1) ?? '';
    const schedule = learningSchedule<string>({ random, calls: 3, kind, learnt: learnt('a') });
    const firstDelays = ['apple', 'banana'].map((progress) => {
      let delay: number | undefined;
      const client = new ScriptedClient({ getOperation: [of(running(progress)), NEVER] });
      pollOperation$(client, NAME, { ...types, schedule })
        .subscribe(({ poll }) => (delay = poll.nextDelay))
        .unsubscribe();
      return delay;
    });
    expect(firstDelays[0]).toBeGreaterThan(9_000);
    expect(firstDelays[1]).toBe(usual(1, runningState));
  });

  it('counts the age from startTime, for those that are polled again', () => {
    const startTime = (): number => Date.now() - 9_000;
    const schedule = learningSchedule({ random, calls: 3, learnt: learnt(), startTime });
    let delay: number | undefined;
    const scheduler = { now: () => Date.now(), schedule: () => NEVER.subscribe() };
    const client = new ScriptedClient({ getOperation: [of(running()), NEVER] });
    pollOperation$(client, NAME, { schedule, scheduler })
      .subscribe(({ poll }) => (delay = poll.nextDelay))
      .unsubscribe();
    expect(delay).toBeLessThan(1_000);
  });

  it('counts it from the polling where startTime tells nothing, or of the future', () => {
    for (const time of [undefined, NaN, -Infinity, Infinity, 1e15]) {
      const schedule = learningSchedule({ random, calls: 3, learnt: learnt(), startTime: () => time });
      let delay: number | undefined;
      const client = new ScriptedClient({ getOperation: [of(running()), NEVER] });
      pollOperation$(client, NAME, { schedule })
        .subscribe(({ poll }) => (delay = poll.nextDelay))
        .unsubscribe();
      expect(delay).withContext(String(time)).toBeGreaterThan(9_000);
    }
  });

  it('takes default delays while polls fail, and learns the end from the last poll that was answered', () => {
    marbles(({ expectObservable, flush }) => {
      const lost$ = throwError(unavailable);
      const schedule = learningSchedule({ random, calls: 3, learnt: learnt() });
      const client = new ScriptedClient({
        getOperation: [lost$, of(running()), lost$, lost$, of(succeeded('hello'))],
      });
      expectObservable(pollOperation$(client, NAME, { ...types, schedule }).pipe(map(brief))).toBe(
        'a 899ms b 8734ms c 899ms d 1439ms (e|)',
        {
          a: 'unknown #1, failures 1, UNAVAILABLE, next 900',
          b: 'running #2, next 8735',
          c: 'running #3, failures 1, UNAVAILABLE, next 900',
          d: 'running #4, failures 2, UNAVAILABLE, next 1440',
          e: 'succeeded #5, gave hello',
        },
      );
      flush();
      expect(schedule.snapshot().kinds[0]?.ends.at(-1)?.[1]).toBe(900);
    });
  });

  it('knows of an operation that was left, or timed out, after others of its kind had ended, that it went on', () => {
    marbles(({ flush }) => {
      const schedule = learningSchedule({ random, learnt: learnt() });
      const endless = clientWith({ getOperation: () => of(running()) });
      pollOperation$(endless, NAME, { schedule })
        .pipe(takeUntil(timer(30_000)))
        .subscribe();
      pollOperation$(endless, NAME, { schedule, timeout: 40_000 }).subscribe({ error: () => undefined });
      flush();
      const added = schedule.snapshot().kinds[0]?.ends.slice(20) ?? [];
      expect(added.map(([first, , ended]) => [first, ended])).toEqual([
        [0, null],
        [0, null],
      ]);
      expect(added[0]?.[1]).toBeGreaterThan(20_000);
      expect(added[1]?.[1]).toBeGreaterThan(30_000);
    });
  });

  it('learns nothing of one that was left at once, had ended before, or was never answered for', () => {
    const schedule = learningSchedule({ random, learnt: learnt() });
    polled([succeeded('hello')], { schedule });
    pollOperation$(new ScriptedClient({ getOperation: [of(running())] }), NAME, { schedule })
      .subscribe()
      .unsubscribe();
    pollOperation$(new ScriptedClient({ getOperation: [throwError(unavailable)] }), NAME, {
      schedule,
      tolerance: () => ({ kind: 'permanent' }),
    }).subscribe({ error: () => undefined });
    expect(schedule.snapshot()).toEqual(learnt());
  });

  it('learns an end once, also where those who watch leave with it', () => {
    const schedule = learningSchedule({ random });
    marbles(({ flush }) => {
      const ended = new Subject<void>();
      const client = new ScriptedClient({ getOperation: [of(running()), of(succeeded('hello'))] });
      pollOperation$(client, NAME, { ...types, schedule })
        .pipe(takeUntil(ended))
        .subscribe(({ done }) => done && ended.next());
      flush();
    });
    expect(schedule.snapshot().kinds[0]?.ends).toEqual([[0, 0, 900]]);
  });

  it('is cold: it learns and polls for each subscription, from its beginning', () => {
    marbles(({ expectObservable }) => {
      const client = clientWith({ getOperation: () => of(running()) });
      const schedule = learningSchedule({ random, calls: 3, learnt: learnt() });
      const first$ = pollOperation$(client, NAME, { schedule }).pipe(map(({ poll }) => Number(poll.nextDelay) > 9_000));
      expectObservable(first$, '5s !').toBe('a', { a: true });
      expectObservable(first$, '5s ^ 5s !').toBe('5s a', { a: true });
    });
  });

  it('hands on what a function of the user throws', () => {
    const failure = new Error('no kind');
    const schedule = learningSchedule({
      kind: () => {
        throw failure;
      },
    });
    const errors: unknown[] = [];
    pollOperation$(new ScriptedClient({ getOperation: [of(running())] }), NAME, { schedule }).subscribe({
      error: (error: unknown) => errors.push(error),
    });
    expect(errors).toEqual([failure]);
  });

  it('is bounded: 200 ends of a kind, and 100 kinds, of which the one seen longest ago leaves', () => {
    const schedule = learningSchedule<string>({ random, kind: ({ metadata }) => metadata ?? '' });
    const see = (kind: string): void => {
      const client = new ScriptedClient({ getOperation: [of(running(kind)), of(succeeded('', kind))] });
      marbles(({ flush }) => {
        pollOperation$(client, NAME, { ...types, schedule }).subscribe();
        flush();
      });
    };
    for (let i = 0; i < 250; i++) see('often');
    for (let i = 0; i < 99; i++) see(`kind ${i}`);
    see('often');
    for (let i = 99; i < 150; i++) see(`kind ${i}`);
    const { kinds } = schedule.snapshot();
    expect(kinds.length).toBe(100);
    expect(kinds.find(({ kind }) => kind === 'often')?.ends.length).toBe(200);
    expect(kinds.map(({ kind }) => kind)).toContain('kind 149');
    expect(kinds.map(({ kind }) => kind)).not.toContain('kind 50');
  });

  it('refuses fewer calls than one', () => {
    for (const calls of [0, NaN, Infinity]) {
      expect(() => learningSchedule({ calls })).toThrowError(RangeError, /calls must be a number of 1 or more/);
    }
  });
});

describe('a snapshot of a learningSchedule', () => {
  const durations = Array.from({ length: 30 }, (_, i) => 5_000 + 300 * i);
  const tells = (age: number, duration: number): object => ({ progressPercent: Math.floor((100 * age) / duration) });

  it('is JSON, with which the schedule of the next process goes on as that of the last one', () => {
    const schedule = learningSchedule({ random });
    simulateEnds(durations, schedule, tells);
    const next = learningSchedule({ random, learnt: JSON.parse(JSON.stringify(schedule.snapshot())) as LearntEnds });
    expect(next.snapshot()).toEqual(schedule.snapshot());
    expect(next.snapshot().kinds[0]?.remainders.length).toBeGreaterThan(5);
    const [[after], [before]] = [next, learningSchedule({ random })].map((one) =>
      simulateEnds([9_000], one, tells),
    ) as [ReturnType<typeof simulateEnds>, ReturnType<typeof simulateEnds>];
    expect(after?.delay).toBeLessThan((before?.delay ?? 0) / 4);
  });

  it('is not changed by what is learnt later, nor by a kind that is named like a property', () => {
    const schedule = learningSchedule({ random, kind: () => '__proto__' });
    const before = schedule.snapshot();
    simulateEnds([1_000], schedule);
    expect(before).toEqual({ kinds: [] });
    expect(schedule.snapshot().kinds.map(({ kind }) => kind)).toEqual(['__proto__']);
  });

  it('keeps the latest of what is more than is kept', () => {
    const many = learningSchedule({ learnt: learnt('many', 300) }).snapshot();
    expect(many.kinds[0]?.ends.length).toBe(200);
    const kinds = Array.from({ length: 120 }, (_, i): LearntKind => ({ kind: `${i}`, ends: [], remainders: [] }));
    expect(
      learningSchedule({ learnt: { kinds } })
        .snapshot()
        .kinds.map(({ kind }) => kind),
    ).toEqual(kinds.slice(20).map(({ kind }) => kind));
  });

  for (const [what, found, message] of [
    ['null', null, /learnt\.kinds must be an array, as snapshot\(\) gives it; found undefined/],
    ['a text', '{}', /learnt\.kinds must be an array/],
    ['a kind without a name', { kinds: [{ ends: [], remainders: [] }] }, /learnt\.kinds\[0\]\.kind must be a string/],
    ['a kind that is null', { kinds: [null] }, /learnt\.kinds\[0\]\.kind must be a string/],
    ['no ends', { kinds: [{ kind: '', remainders: [] }] }, /learnt\.kinds\[0\]\.ends must be an array/],
    ['no remainders', { kinds: [{ kind: '', ends: [] }] }, /learnt\.kinds\[0\]\.remainders must be an array/],
    ...[[], [0], [0, 2, 1], [2, 1, 3], [-1, 2, 3], [0, 1, '2'], [0, 1, 2, 3], [0, 1, 1e300], [0, null, null], 7].map(
      (end) =>
        [
          `the end ${JSON.stringify(end)}`,
          { kinds: [{ kind: '', ends: [[0, 1, null], end], remainders: [] }] },
          /learnt\.kinds\[0\]\.ends\[1\] must be ascending numbers of milliseconds; found/,
        ] as const,
    ),
    [
      'a remainder without an end',
      { kinds: [{ kind: '', ends: [], remainders: [[1, null]] }] },
      /learnt\.kinds\[0\]\.remainders\[0\] must be ascending numbers/,
    ],
  ] as const) {
    it(`is refused when it is or has ${what}`, () => {
      expect(() => learningSchedule({ learnt: found as never })).toThrowError(TypeError, message);
    });
  }

  it('of the largest numbers is a schedule still', () => {
    const most = Number.MAX_SAFE_INTEGER;
    const ends = Array.from({ length: 10 }, () => [0, most - 1, most] as const);
    const schedule = learningSchedule({ random, learnt: { kinds: [{ kind: '', ends, remainders: [] }] } });
    let delay: number | undefined;
    pollOperation$(new ScriptedClient({ getOperation: [of(running()), NEVER] }), NAME, { schedule })
      .subscribe(({ poll }) => (delay = poll.nextDelay))
      .unsubscribe();
    expect(delay).toBeGreaterThan(0);
  });
});
