import type { OperationRef } from '../../../src/index.js';
import { operationName } from '../../../src/index.js';

describe('operationName', () => {
  it('takes a name, or anything that carries one', () => {
    expect(operationName('operations/1')).toBe('operations/1');
    expect(operationName({ name: 'operations/2' })).toBe('operations/2');
    expect(operationName('projects/p/locations/l/operations/größe=+%2F 漢字 😀')).toContain('😀');
  });

  it('refuses an empty name', () => {
    const message = 'The name of the operation is empty: expected one such as "operations/123".';
    expect(() => operationName('')).toThrowError(TypeError, message);
    expect(() => operationName({ name: '' })).toThrowError(TypeError, message);
  });

  for (const name of ['operations/1\nx-evil: 1', 'operations/\r', 'operations/\0', 'operations/\x7f', 'x\ud800y']) {
    it(`refuses ${JSON.stringify(name)}, which cannot be sent`, () => {
      expect(() => operationName(name)).toThrowMatching(
        (error: Error) =>
          error instanceof TypeError &&
          error.message ===
            `The name of the operation, ${JSON.stringify(name)}, holds a control character or half a character.`,
      );
    });
  }

  for (const [what, found, value] of [
    ['undefined', 'undefined', undefined],
    ['null', 'null', null],
    ['a number', 'a number', 5],
    ['a symbol', 'a symbol', Symbol('operations/1')],
    ['an empty object', 'an object {}', {}],
    ['a name that is a number', 'an object {name}', { name: 5 }],
  ] as const) {
    it(`refuses ${what} and says what was found`, () => {
      expect(() => operationName(value as OperationRef)).toThrowError(
        TypeError,
        `Expected the name of an operation, or an operation message, but found ${found}. ` +
          'Pass the name that the server gave, such as "operations/123".',
      );
    });
  }
});
