import { of } from 'rxjs';
import { StatusCode } from '../../src/index.js';
import { failed, running, scriptedOperations, succeeded } from '../../src/testing/index.js';
import { NAME, running as runningMessage, succeeded as succeededMessage, types } from '../support/messages.js';
import { outcome, outcomes } from './outcome.js';

describe('a string for a script', () => {
  it('has a character for each answer', () => {
    expect(outcomes(scriptedOperations({ [NAME]: 'rufcs' }), 5)).toEqual([
      'running',
      'UNAVAILABLE',
      'done: INTERNAL',
      'done: CANCELLED',
      'succeeded',
    ]);
  });

  it('has characters of its own, and known ones anew, with `values`', () => {
    const values = {
      r: running('half'),
      d: StatusCode.PERMISSION_DENIED,
      o: of(running('most')),
      '🎨': succeeded('painted'),
      x: failed(StatusCode.ABORTED),
    } as const;
    const client = scriptedOperations({ [NAME]: 'rdo🎨u', 'operations/2': 'x' }, { ...types, values });
    expect(outcome(client)).toEqual(runningMessage('half'));
    expect(outcomes(client, 1)).toEqual(['PERMISSION_DENIED']);
    expect(outcome(client)).toEqual(runningMessage('most'));
    expect(outcome(client)).toEqual(succeededMessage('painted'));
    expect(outcomes(client, 1)).toEqual(['UNAVAILABLE']);
  });

  it('is refused at once when a character stands for nothing', () => {
    expect(() => scriptedOperations({ [NAME]: 'rrx' })).toThrowError(
      TypeError,
      'The script "rrx" of "operations/1" has "x" as its answer 3; known are r, s, f, c, u. ' +
        'Others are given with the option values.',
    );
    expect(() => scriptedOperations({ [NAME]: 'r s' }, { values: { p: succeeded() } })).toThrowError(
      TypeError,
      /has " " as its answer 2; known are r, s, f, c, u, p\./,
    );
  });

  it('may be empty: the operation exists, and has no answer', () => {
    const client = scriptedOperations({ [NAME]: '' });
    expect(outcomes(client, 1)).toEqual([jasmine.stringMatching('used up after 0 calls')]);
  });
});
