import type { OperationMessage, PollOptions } from '../../../src/index.js';
import {
  exponentialThenFixed,
  listOperations$,
  Operation,
  pollOperation$,
  tolerateTransient,
  waitOperation$,
} from '../../../src/index.js';
import { running } from '../../support/messages.js';
import { ScriptedClient } from '../../support/scripted-client.js';

const client = new ScriptedClient();
const poll = (options: PollOptions): unknown => pollOperation$(client, 'operations/1', options);

const NEVER = [NaN, Infinity, -Infinity, -1];
const POSITIVE = { range: 'a number above 0', bad: [...NEVER, 0, -0] };
const NOT_NEGATIVE = { range: 'a number of 0 or more', bad: NEVER };
const AT_LEAST_ONE = { range: 'a number of 1 or more', bad: [...NEVER, 0, 0.999] };
const COUNT = { range: 'a whole number of 0 or more', bad: [...NEVER, 1.5] };

const options = [
  {
    of: 'exponentialThenFixed',
    option: 'initialDelay',
    ...POSITIVE,
    set: (initialDelay: number) => exponentialThenFixed({ initialDelay }),
  },
  {
    of: 'exponentialThenFixed',
    option: 'interval',
    ...POSITIVE,
    set: (interval: number) => exponentialThenFixed({ interval }),
  },
  {
    of: 'exponentialThenFixed',
    option: 'multiplier',
    ...AT_LEAST_ONE,
    set: (multiplier: number) => exponentialThenFixed({ multiplier }),
  },
  {
    of: 'tolerateTransient',
    option: 'maxFailures',
    ...COUNT,
    set: (maxFailures: number) => tolerateTransient({ maxFailures }),
  },
  { of: 'pollOperation$', option: 'timeout', ...NOT_NEGATIVE, set: (timeout: number) => poll({ timeout }) },
  { of: 'pollOperation$', option: 'callTimeout', ...POSITIVE, set: (callTimeout: number) => poll({ callTimeout }) },
  {
    of: 'Operation',
    option: 'callTimeout',
    ...POSITIVE,
    set: (callTimeout: number) => new Operation(client, running(), { callTimeout }),
  },
  {
    of: 'waitOperation$',
    option: 'timeout',
    ...NOT_NEGATIVE,
    set: (timeout: number) => waitOperation$(client, 'operations/1', { timeout }),
  },
  {
    of: 'listOperations$',
    option: 'pageSize',
    ...COUNT,
    set: (pageSize: number) => listOperations$(client, { name: 'operations', pageSize }),
  },
];

describe('numeric options', () => {
  for (const { of, option, range, bad, set } of options) {
    it(`invalid-schedule: ${option} of ${of} must be ${range}, and the error says so at once`, () => {
      for (const value of [...bad, '5' as unknown as number]) {
        expect(() => set(value)).toThrowError(
          RangeError,
          `${option} must be ${range}, and finite; found ${String(value)}.`,
        );
      }
    });
  }

  const waits: readonly {
    readonly what: string;
    readonly says: string;
    readonly wait: (operation: Operation) => Promise<unknown>;
  }[] = [
    { what: 'wait', says: 'timeout must be a number of 0 or more', wait: (one) => one.wait({ timeout: -1 }) },
    {
      what: 'waitWithInterval',
      says: 'timeout must be a number of 0 or more',
      wait: (one) => one.waitWithInterval(1_000, { timeout: -1 }),
    },
    {
      what: 'waitWithInterval(-1)',
      says: 'interval must be a number above 0',
      wait: (one) => one.waitWithInterval(-1),
    },
  ];
  for (const { what, says, wait } of waits) {
    it(`invalid-schedule: ${what} rejects without a call: ${says}`, async () => {
      const operation = new Operation(client, running());
      await expectAsync(wait(operation)).toBeRejectedWithError(RangeError, `${says}, and finite; found -1.`);
      expect(client.calls).toEqual([]);
    });
  }

  it('refuse what is no name and no message where an operation is expected, at once', () => {
    for (const bad of [
      '',
      'operations/\n',
      undefined,
      null,
      {},
      { name: 'operations/1', status: 'DONE' },
      { done: false },
      5,
    ]) {
      expect(() => pollOperation$(client, bad as unknown as OperationMessage))
        .withContext(JSON.stringify(bad))
        .toThrowError(TypeError);
      expect(() => new Operation(client, bad as unknown as OperationMessage))
        .withContext(JSON.stringify(bad))
        .toThrowError(TypeError);
    }
    expect(() => Operation.fromName(client, '')).toThrowError(TypeError, /is empty/);
  });
});
