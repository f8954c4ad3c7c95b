import type { Observable, TimestampProvider } from 'rxjs';
import { defer, tap } from 'rxjs';
import { AT_LEAST_ONE, numberOption } from '../model/number-option.js';
import type { OperationState, RunningState } from '../model/operation-state.js';
import { typeNameOf } from '../model/packed-message.js';
import type { Fields } from '../model/progress.js';
import { progressIn } from '../model/progress.js';
import type { Attention } from './attention.js';
import { exponentialThenFixed } from './exponential-then-fixed.js';
import type { EndsByKind, KindOfEnds, LearntEnds } from './learnt-ends.js';
import { endsByKind } from './learnt-ends.js';
import type { PollPlan } from './poll-plan.js';
import { attentionAhead, nextAge } from './poll-plan.js';
import type { PollSchedule } from './poll-schedule.js';
import { Stopwatch } from './stopwatch.js';

/** What `learningSchedule` learns from, and what it may cost. */
export interface LearningScheduleOptions<M = unknown> {
  /**
   * How many calls an operation may take on average, the first and the last included. Defaults to as many as
   * `exponentialThenFixed()` makes for the same operations.
   */
  readonly calls?: number | undefined;
  /** Names the kind of an operation; each is learnt by itself. Defaults to the type of the metadata. */
  readonly kind?: ((state: RunningState<M>) => string) | undefined;
  /**
   * How much of an operation is done, from 0 to 1. Defaults to what fields with the usual names say, as `progressPercent`
   * or `filesDone` of `filesTotal`, in metadata that is JSON or has a `metadataType`.
   */
  readonly progress?: ((state: RunningState<M>) => number | undefined) | undefined;
  /**
   * When an operation began, in ms since 1970, where its metadata tells: for those that are polled again later. Defaults
   * to when the polling began. A server's clock that is wrong shifts all operations alike, which does no harm.
   */
  readonly startTime?: ((state: RunningState<M>) => number | undefined) | undefined;
  /** What another schedule learnt: its `snapshot()`. Defaults to nothing. */
  readonly learnt?: LearntEnds | undefined;
  /** Gives numbers from 0 up to, not including, 1. Defaults to `Math.random`. */
  readonly random?: (() => number) | undefined;
}

/** A schedule that learns, and gives what it has learnt. */
export interface LearningSchedule<M = unknown> extends PollSchedule<M> {
  /** What was learnt so far, as JSON, for the option `learnt`. */
  snapshot(): LearntEnds;
}

/**
 * A schedule that polls when an operation is likely to end, as far as ends of its kind were seen: for those who run many
 * of a kind.
 *
 * Give the same value to all of them. Until it has seen five ends of a kind it is the default schedule; then it spreads
 * as many calls so that the mean delay until an end is seen is least: more of them where more of the operations that
 * are alive end. Where the progress in the metadata tells the end better than the age does, it goes by that. After a poll
 * that failed, and past all that was seen, its delays grow as the default ones do.
 *
 * It keeps the latest 200 ends of each of the latest 100 kinds. What was polled by `longPoll` teaches it nothing, as there
 * the server tells the end, and is polled by the default schedule where it cannot.
 *
 * @throws RangeError when `calls` is below 1; TypeError when `learnt` is not what `snapshot()` gives.
 *
 * @example
 * ```ts
 * import { learningSchedule, pollOperation$ } from 'rxjs-longrunning';
 * import { from, mergeMap } from 'rxjs';
 *
 * const schedule = learningSchedule({ calls: 6 });
 * from(['operations/1', 'operations/2', 'operations/3'])
 *   .pipe(mergeMap((name) => pollOperation$(client, name, { schedule }), 50))
 *   .subscribe({
 *     next: ({ name, status }) => console.log(name, status),
 *     complete: () => console.log(JSON.stringify(schedule.snapshot())), // the `learnt` of the next process
 *   });
 * ```
 *
 * @see exponentialThenFixed
 */
export function learningSchedule<M = unknown>(options: LearningScheduleOptions<M> = {}): LearningSchedule<M> {
  const { random = Math.random } = options;
  const calls = options.calls === undefined ? undefined : numberOption('calls', options.calls, AT_LEAST_ONE);
  const learner: Learner<M> = {
    kinds: endsByKind(calls, options.learnt),
    kindOf: options.kind ?? ((state) => (state.message.metadata ? typeNameOf(state.message.metadata) : '')),
    progressOf: options.progress ?? progressOfMetadata,
    startOf: options.startTime ?? (() => undefined),
    usual: exponentialThenFixed({ random }),
    random,
  };
  const schedule: PollSchedule<M> = (attempt, state) => learner.usual(attempt, state);
  return Object.assign(schedule, {
    polling$: <S extends OperationState<unknown, M>>(
      poll$: (schedule: PollSchedule<M>) => Observable<S>,
      clock: TimestampProvider,
    ): Observable<S> => defer(() => learnFrom$(learner, poll$, clock)),
    snapshot: () => learner.kinds.toJSON(),
  });
}

function progressOfMetadata({ metadata }: RunningState): number | undefined {
  if (typeof metadata !== 'object' || metadata === null) return undefined;
  const fields = 'typeUrl' in metadata && 'json' in metadata ? metadata.json : metadata;
  return typeof fields === 'object' && fields !== null ? progressIn(fields as Fields)?.fraction : undefined;
}

/** What the pollings of one schedule share. */
interface Learner<M> {
  readonly kinds: EndsByKind;
  readonly kindOf: (state: RunningState<M>) => string;
  readonly progressOf: (state: RunningState<M>) => number | undefined;
  readonly startOf: (state: RunningState<M>) => number | undefined;
  readonly usual: PollSchedule;
  readonly random: () => number;
}

/** Where progress was at an age. */
interface Progressed {
  readonly age: number;
  readonly fraction: number;
}

/** A time until the end that progress let expect at an age. */
interface Expected {
  readonly age: number;
  readonly rest: number;
}

/** So many guesses of one operation are compared with its end. */
const GUESSES = 5;
/** Progress is rounded: less of it tells no speed. */
const LEAST_PROGRESS = 0.03;
/** A shorter delay gains nothing. */
const LEAST_DELAY = 50;
const LEAST_SHARE = 0.01;

function learnFrom$<M, S extends OperationState<unknown, M>>(
  { kinds, kindOf, progressOf, startOf, usual, random }: Learner<M>,
  poll$: (schedule: PollSchedule<M>) => Observable<S>,
  clock: TimestampProvider,
): Observable<S> {
  const stopwatch = new Stopwatch(clock);
  /** The age at which the polling began. */
  let first: number | undefined;
  /** The age at which it was last seen running. */
  let running = 0;
  let kind: KindOfEnds | undefined;
  let progressed: Progressed | undefined;
  let expected: readonly Expected[] = [];

  const expect = (fraction: number | undefined): number | undefined => {
    if (fraction === undefined || !(fraction >= 0 && fraction <= 1)) return undefined;
    if (!progressed || fraction < progressed.fraction) progressed = { age: running, fraction };
    const passed = fraction - progressed.fraction;
    if (passed < LEAST_PROGRESS || fraction === 1) return undefined;
    const rest = ((1 - fraction) * (running - progressed.age)) / passed;
    if (rest > 0) expected = [...expected, { age: running, rest }].slice(-GUESSES);
    return rest > 0 ? rest : undefined;
  };

  const delayOf = (state: RunningState<M>): number | undefined => {
    const elapsed = stopwatch.read();
    first ??= firstAge(clock.now() - (startOf(state) ?? NaN) - elapsed);
    running = first + elapsed;
    kind = kinds.of(kindOf(state));
    const rest = expect(progressOf(state));
    const plan = kind.plan();
    if (!plan) return undefined;
    const chance = random();
    // Where it misleads, it may not cost many polls.
    const remainder = state.poll.attempt < 2 * plan.polls ? kind.remainder() : undefined;
    const delay =
      rest !== undefined && remainder && tellsMore(remainder, rest, plan, running)
        ? delayByProgress(remainder, rest, plan, chance)
        : nextAge(plan, running, chance, state.poll.attempt === 1) - running;
    return Math.round(Math.max(delay, LEAST_DELAY, LEAST_SHARE * elapsed));
  };

  const ended = (to: number): void => {
    kind?.saw(first ?? 0, { from: running, to });
    if (to < Infinity) {
      for (const { age, rest } of expected) {
        kind?.sawRemainder({ from: (UNIT * (running - age)) / rest, to: (UNIT * (to - age)) / rest });
      }
    }
    kind = undefined;
  };

  const schedule: PollSchedule<M> = (attempt, state) => {
    const { failures } = state.poll;
    if (state.status === 'unknown' || failures > 0) return usual(Math.max(1, failures), state);
    return delayOf(state) ?? usual(attempt, state);
  };
  return poll$(schedule).pipe(
    tap({
      next: ({ done }) => {
        if (done) ended((first ?? 0) + stopwatch.read());
      },
      error: () => ended(Infinity),
      unsubscribe: () => ended(Infinity),
    }),
  );
}

/** In units of what progress lets expect. */
const UNIT = 1_000;

/** Whether an end is easier to find by progress, which lets expect it after some rest, than by age. */
function tellsMore(remainder: Attention, rest: number, { attention }: PollPlan, age: number): boolean {
  const due = attentionAhead(remainder, 0);
  return due < RELIABLE * Math.sqrt(UNIT) && due * Math.sqrt(rest / UNIT) < attentionAhead(attention, age);
}

/** An end that could come at any time, whatever was expected, takes 1. */
const RELIABLE = 0.8;

/** An end takes as much more attention as the root of how much longer it takes to come. */
function delayByProgress(attention: Attention, rest: number, plan: PollPlan, chance: number): number {
  return (nextAge({ ...plan, attention, rate: plan.rate * Math.sqrt(rest / UNIT) }, 0, chance) * rest) / UNIT;
}

function firstAge(age: number): number {
  return age > 0 && age < Infinity ? age : 0;
}
