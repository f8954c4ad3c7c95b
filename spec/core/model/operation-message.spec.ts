import type { OperationMessage } from '../../../src/index.js';
import { toOperationMessage } from '../../../src/index.js';
import { succeeded } from '../../support/messages.js';

describe('toOperationMessage', () => {
  it('takes a message as it is', () => {
    const message = succeeded('hello');
    expect(toOperationMessage(message)).toBe(message);
  });

  it('takes a name for an operation that runs, for all that is known', () => {
    expect(toOperationMessage('operations/1')).toEqual({ name: 'operations/1', done: false });
  });

  for (const done of [undefined, null, 'true', 1]) {
    it(`refuses an object whose done is ${JSON.stringify(done)}, and says what to pass`, () => {
      const message = { name: 'operations/1', done } as unknown as OperationMessage;
      expect(() => toOperationMessage(message)).toThrowError(
        TypeError,
        'Expected an operation message {name, done, …} but "operations/1" has no boolean done. ' +
          'Pass the message as the client gave it, or the name alone.',
      );
    });
  }
});
