import { describe } from '../model/describe.js';
import type { Attention, SeenEnd } from './attention.js';
import { attentionFor } from './attention.js';
import type { PollPlan } from './poll-plan.js';
import { planFor, pollsByDefault } from './poll-plan.js';

/** What a `learningSchedule` has learnt, as JSON: to be stored, and given to the schedule of another process. */
export interface LearntEnds {
  /** The kinds of operations, the one that was seen last at the end. */
  readonly kinds: readonly LearntKind[];
}

/** What was learnt of one kind of operations. */
export interface LearntKind {
  readonly kind: string;
  /** The latest ends: their age at the first poll, at the last one that showed them running, and at the one that showed the end, in ms; `null` where nobody stayed for it. */
  readonly ends: readonly (readonly [first: number, running: number, ended: number | null])[];
  /** Between which times ends came, in thousandths of what their progress let expect. */
  readonly remainders: readonly (readonly [running: number, ended: number])[];
}

/** Of the polls of the default schedule, so many are made, as ends that were seen by chance mislead a little. */
const THRIFT = 0.94;
/** With fewer ends than that, nothing is known. */
const FEWEST = 5;
/** Older ends count no more: the durations of today are not those of last month. */
const LATEST = 200;
const KINDS = 100;

/** What was learnt of one kind, and what follows from it. */
export interface KindOfEnds {
  /** When to poll; nothing where too little is known. */
  plan(): PollPlan | undefined;
  /** When ends come, in thousandths of what progress lets expect; nothing where too little is known. */
  remainder(): Attention | undefined;
  /** An operation that was first seen at one age, and running last at another, has ended; or nobody stayed for that. */
  saw(first: number, end: SeenEnd): void;
  /** The end of one whose progress let expect it at 1,000. */
  sawRemainder(end: SeenEnd): void;
  toJSON(): Omit<LearntKind, 'kind'>;
}

interface Learnt extends SeenEnd {
  readonly first: number;
}

/**
 * What is known of one kind.
 *
 * @param calls how many an operation may take on average. Defaults to as many as the default schedule makes.
 */
function kindOfEnds(calls: number | undefined, learnt?: LearntKind): KindOfEnds {
  const ends: Learnt[] = (learnt?.ends ?? []).map(([first, from, to]) => ({ first, from, to: to ?? Infinity }));
  const remainders: SeenEnd[] = (learnt?.remainders ?? []).map(([from, to]) => ({ from, to }));
  const plan = followed(ends, (seen) => {
    const attention = attentionFor(seen);
    const complete = seen.filter(({ to }) => to < Infinity);
    const polls = complete.map(({ first, from, to }) => pollsByDefault((from + to) / 2 - first));
    return planFor(attention, calls === undefined ? THRIFT * mean(polls) : calls - 1);
  });
  const remainder = followed(remainders, attentionFor);
  return {
    plan: plan.value,
    remainder: remainder.value,
    saw: (first, end) => {
      // One that was left early tells nothing.
      if (end.to < Infinity || ends.some(({ to }) => to <= end.from)) plan.add({ first, ...end });
    },
    sawRemainder: remainder.add,
    toJSON: () => ({
      ends: ends.map(({ first, from, to }) => [first, from, to < Infinity ? to : null].map(rounded) as never),
      remainders: remainders.map(({ from, to }) => [from, to].map(rounded) as never),
    }),
  };
}

function rounded(value: number | null): number | null {
  return value === null ? null : Math.round(value);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** What follows from the latest of some ends: worked out when it is asked for, and anew when a twentieth of them is new. */
function followed<E extends SeenEnd, T>(
  seen: E[],
  follow: (seen: readonly E[]) => T,
): { value: () => T | undefined; add: (end: E) => void } {
  let value: T | undefined;
  let news = seen.length;
  return {
    value: () => {
      if (news * 20 >= Math.max(1, seen.length) && seen.filter(({ to }) => to < Infinity).length >= FEWEST) {
        value = follow(seen);
        news = 0;
      }
      return value;
    },
    add: (end) => {
      seen.push(end);
      if (seen.length > LATEST) seen.shift();
      news++;
    },
  };
}

/** What was learnt, by kind: the latest hundred of them. */
export interface EndsByKind {
  of(kind: string): KindOfEnds;
  toJSON(): LearntEnds;
}

/**
 * Starts from what another schedule learnt.
 *
 * @param learnt comes from outside the program, so its shape is checked.
 * @throws TypeError when it is not of that shape.
 */
export function endsByKind(calls: number | undefined, learnt?: LearntEnds): EndsByKind {
  const kinds = new Map<string, KindOfEnds>();
  const keep = (kind: string, ends: KindOfEnds): KindOfEnds => {
    kinds.delete(kind);
    kinds.set(kind, ends);
    const [oldest] = kinds.keys();
    if (kinds.size > KINDS && oldest !== undefined) kinds.delete(oldest);
    return ends;
  };
  if (learnt !== undefined) for (const one of checked(learnt)) keep(one.kind, kindOfEnds(calls, one));
  return {
    of: (kind) => keep(kind, kinds.get(kind) ?? kindOfEnds(calls)),
    toJSON: () => ({ kinds: [...kinds].map(([kind, ends]) => ({ kind, ...ends.toJSON() })) }),
  };
}

function checked(learnt: LearntEnds): LearntKind[] {
  return listOf(learnt, 'kinds', 'learnt').map((found, i) => {
    const where = `learnt.kinds[${i}]`;
    const { kind } = (found ?? {}) as LearntKind;
    if (typeof kind !== 'string') throw new TypeError(`${where}.kind must be a string; found ${describe(kind)}.`);
    const ends = numbersOf(
      found,
      'ends',
      where,
      ([first = NaN, from = NaN, to = Infinity, ...more]) =>
        more.length === 0 && first >= 0 && from >= first && to >= from && isAge(from) && (to === Infinity || isAge(to)),
    );
    const remainders = numbersOf(
      found,
      'remainders',
      where,
      ([from = NaN, to = NaN, ...more]) => more.length === 0 && from >= 0 && to >= from && isAge(to),
    );
    return { kind, ends, remainders } as unknown as LearntKind;
  });
}

function isAge(value: number): boolean {
  return value <= Number.MAX_SAFE_INTEGER;
}

/** Lists of ascending numbers, where `null` may stand for the last. */
function numbersOf(
  object: unknown,
  field: string,
  where: string,
  isRight: (numbers: readonly (number | undefined)[]) => boolean,
): readonly unknown[] {
  return listOf(object, field, where)
    .map((found, i) => {
      const numbers = Array.isArray(found) ? found.map((value: unknown) => value ?? undefined) : [];
      const isNumbers = numbers.every((value) => value === undefined || typeof value === 'number');
      if (isNumbers && isRight(numbers)) return found;
      throw new TypeError(
        `${where}.${field}[${i}] must be ascending numbers of milliseconds; found ${JSON.stringify(found)}.`,
      );
    })
    .slice(-LATEST);
}

function listOf(object: unknown, field: string, where: string): readonly unknown[] {
  const list = ((object ?? {}) as Readonly<Record<string, unknown>>)[field];
  if (Array.isArray(list)) return list;
  throw new TypeError(`${where}.${field} must be an array, as snapshot() gives it; found ${describe(list)}.`);
}
