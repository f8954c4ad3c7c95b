import type { OperationState } from '../../src/index.js';
import type { ScriptedOperations } from '../../src/testing/index.js';
import { scriptedOperations, succeeded } from '../../src/testing/index.js';
import { answersOf } from '../../src/testing/shorthand.js';
import { types } from './messages.js';

/** The name of the operation of a letter. */
export function named(letter: string): string {
  return `operations/${letter}`;
}

/** A client whose calls take 1 ms, by letters: with `{ a: 'rs' }`, `operations/a` runs, then gives `A`. */
export function letteredClient(scripts: Readonly<Record<string, string>>, latency = 1): ScriptedOperations {
  const answers = Object.entries(scripts).map(([letter, script]) => {
    const name = named(letter);
    return [name, answersOf(name, script, { s: succeeded(letter.toUpperCase()) })] as const;
  });
  return scriptedOperations<string, string>(Object.fromEntries(answers), { ...types, latency });
}

/** Polls every 10 ms of such a client. */
export const everyTen = { ...types, schedule: () => 9 } as const;

/** A state as a letter, for marbles without values: that of its operation, a capital when it is done. */
export function letterOf({ name, done }: OperationState): string {
  const letter = name.slice(-1);
  return done ? letter.toUpperCase() : letter;
}

/** Each poll, when it was and what became of it: `a 0-1` was answered, `a 0-1 unsubscribed` not, `a 0` is in flight. */
export function pollsOf({ calls }: Pick<ScriptedOperations, 'calls'>): string[] {
  return calls.map(({ method, request, startedAt, answeredAt, end }) => {
    const what = method === 'getOperation' ? request.name.slice(-1) : `${method} of ${request.name}`;
    if (answeredAt !== undefined) return `${what} ${startedAt}-${answeredAt}`;
    return end ? `${what} ${startedAt}-${end.at} ${end.how}` : `${what} ${startedAt}`;
  });
}
