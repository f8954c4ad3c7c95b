import type { WatchOptions } from '../../../src/index.js';
import { watchOperations } from '../../../src/index.js';
import { clientWith } from '../../support/operations-client-with.js';

describe('the options of watchOperations', () => {
  const refused: [WatchOptions, string][] = [
    [{ every: 0 }, 'every must be a number above 0'],
    [{ every: NaN }, 'every must be'],
    [{ every: Infinity }, 'every must be'],
    [{ pageSize: 0 }, 'pageSize must be a whole number of 1 or more'],
    [{ pageSize: 1.5 }, 'pageSize must be'],
    [{ maxCallsPerSecond: 0 }, 'maxCallsPerSecond must be a number above 0'],
    [{ maxCallsPerSecond: -1 }, 'maxCallsPerSecond must be'],
    [{ maxRows: -1 }, 'maxRows must be a whole number of 0 or more'],
    [{ callTimeout: 0 }, 'callTimeout must be'],
  ];
  for (const [options, message] of refused) {
    it(`are refused at once: ${JSON.stringify(options, (_, value: unknown) => (typeof value === 'number' ? String(value) : value))}`, () => {
      expect(() => watchOperations(clientWith({}), options)).toThrowError(RangeError, new RegExp(`^${message}`));
    });
  }

  it('are refused at once where they are of the wrong type', () => {
    const collection = 5 as unknown as string;
    expect(() => watchOperations(clientWith({}), { collection })).toThrowError(
      TypeError,
      /collection must be a string/,
    );
    const pauseWhile = 5 as unknown as [];
    expect(() => watchOperations(clientWith({}), { pauseWhile })).toThrowError(TypeError, /^pauseWhile must be/);
  });
});
