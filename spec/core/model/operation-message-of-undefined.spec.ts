import { operationMessageOf } from '../../../src/index.js';

const FIELDS = ['name', 'done', 'metadata', 'error', 'response'] as const;

describe('operationMessageOf, of fields that are there without a value', () => {
  const sets = Array.from({ length: 2 ** FIELDS.length }, (_, bits) => FIELDS.filter((_, i) => bits & (1 << i)));

  for (const fields of sets) {
    it(`gives a name and a done: ${fields.join(', ') || 'none'}`, () => {
      const value = Object.fromEntries(fields.map((field) => [field, undefined]));

      expect(operationMessageOf({ ...value, name: 'operations/1' })).toEqual({ name: 'operations/1', done: false });
      expect(operationMessageOf({ ...value, done: true })).toEqual({ name: '', done: true });
    });
  }
});
