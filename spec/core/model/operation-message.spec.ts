import { named } from '../../../src/core/model/operation-message.js';
import { running } from '../../support/messages.js';

describe('named', () => {
  const cases: readonly (readonly [answered: string, asked: string, called: string])[] = [
    ['', 'operations/1', 'operations/1'],
    ['1', 'operations/1', 'operations/1'],
    ['b/1', 'projects/p/a/b/1', 'projects/p/a/b/1'],
    ['operations/1', 'operations/1', 'operations/1'],
    ['operations/2', 'operations/1', 'operations/2'],
    ['ons/1', 'operations/1', 'ons/1'],
    ['1', '1', '1'],
    ['operations/\n2', 'operations/1', 'operations/1'],
    ['operations/\ud800', 'operations/1', 'operations/1'],
    ['operations/../../2', 'operations/1', 'operations/1'],
    ['operations//2', 'operations/1', 'operations/1'],
    ['projects/p/operations/1', 'operations/1', 'projects/p/operations/1'],
  ];
  for (const [answered, asked, called] of cases) {
    it(`bare-id-answer: "${answered}" for "${asked}" is called "${called}"`, () => {
      const message = running('half', answered);
      expect(named(message, asked)).toEqual(running('half', called));
    });
  }

  it('keeps the name that was asked for where another is longer than any', () => {
    expect(named(running('half', `operations/${'2'.repeat(4_085)}`), 'operations/1').name.length).toBe(4_096);
    expect(named(running('half', `operations/${'2'.repeat(4_086)}`), 'operations/1').name).toBe('operations/1');
  });

  it('gives a message that has its name back as it is', () => {
    const message = running();
    expect(named(message, 'operations/1')).toBe(message);
  });
});
