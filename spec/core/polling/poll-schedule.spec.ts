import { map, of, throwError } from 'rxjs';
import type { PollSchedule } from '../../../src/index.js';
import { fixedInterval, pollOperation$ } from '../../../src/index.js';
import { marbles } from '../../support/marbles.js';
import { brief, NAME, running, succeeded, types } from '../../support/messages.js';
import { unavailable } from '../../support/rpc-errors.js';
import { ScriptedClient } from '../../support/scripted-client.js';

const usual = fixedInterval(10_000);
const oftenNearTheEnd: PollSchedule<string> = (attempt, state) =>
  Number(state.metadata) >= 95 ? 500 : usual(attempt, state);
const options = { ...types, schedule: oftenNearTheEnd };

describe('a schedule that reads the progress', () => {
  it('polls the last stretch more often', () => {
    marbles(({ expectObservable }) => {
      const answers = [running('40'), running('95'), running('99'), succeeded('hello')];
      const client = new ScriptedClient({ getOperation: answers.map((answer) => of(answer)) });
      expectObservable(pollOperation$(client, NAME, options).pipe(map(brief))).toBe('a 9999ms b 499ms c 499ms (d|)', {
        a: 'running #1, at 40, next 10000',
        b: 'running #2, at 95, next 500',
        c: 'running #3, at 99, next 500',
        d: 'succeeded #4, gave hello',
      });
    });
  });

  it('has the progress of the last answer after a poll that failed, and none before the first answer', () => {
    marbles(({ expectObservable }) => {
      const lost$ = throwError(unavailable);
      const client = new ScriptedClient({ getOperation: [lost$, of(running('95')), lost$, of(succeeded('hello'))] });
      expectObservable(pollOperation$(client, NAME, options).pipe(map(brief))).toBe('a 9999ms b 499ms c 499ms (d|)', {
        a: 'unknown #1, failures 1, UNAVAILABLE, next 10000',
        b: 'running #2, at 95, next 500',
        c: 'running #3, at 95, failures 1, UNAVAILABLE, next 500',
        d: 'succeeded #4, gave hello',
      });
    });
  });
});
