import { readFileSync } from 'node:fs';
import { behaviourCases, namesWithoutTitle, titlesIn } from '../support/behaviour-cases.js';
import { filesBelow } from '../support/code-blocks.js';

/** Numbers that are of issues to come, or of pages of their own. */
const COUNT = 104;

describe('the behaviour cases of docs/cases.md', () => {
  const cases = behaviourCases(readFileSync('docs/cases.md', 'utf8'));
  const titles = filesBelow('spec', '.spec.ts').flatMap(titlesIn);

  it(`are ${COUNT}, numbered in order, and each has a name`, () => {
    const numbers = Array.from({ length: COUNT }, (_, i) => i + 1);
    expect(cases.map(({ number }) => number)).toEqual(numbers);
    expect(cases.filter(({ names }) => names.length === 0)).toEqual([]);
  });

  it('have no name twice', () => {
    const names = cases.flatMap((one) => one.names);

    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  });

  it('have a spec each, whose title carries the name', () => {
    const missing = cases.flatMap(({ number, names }) =>
      namesWithoutTitle(names, titles).map((name) => `case ${number}, ${name}`),
    );

    expect(missing).toEqual([]);
  });

  it('would be missed: a name that nobody gave is found in no title, nor is a part of one', () => {
    expect(titles.length).toBeGreaterThan(300);
    expect(namesWithoutTitle(['retry-info', 'no-such-case', 'retry-in'], titles)).toEqual(['no-such-case', 'retry-in']);
    expect(namesWithoutTitle(['cancel-error'], ['cancel-error-x: fails', 'no-cancel-error', 'cancel-errors'])).toEqual([
      'cancel-error',
    ]);
    expect(namesWithoutTitle(['cancel-error'], ['delete-error, cancel-error: both fail'])).toEqual([]);
  });

  it('are read from titles with computed parts, too', () => {
    expect(titlesIn('spec/architecture/cases.node.spec.ts')).toContain('are …, numbered in order, and each has a name');
  });
});
