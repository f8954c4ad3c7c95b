import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import type { OperationMessage, PackedMessage } from '../../src/index.js';
import { operationMessageOf, pollOperation$ } from '../../src/index.js';
import { ScriptedClient } from '../support/scripted-client.js';
import type { AnyModel, OperationModel } from './arbitrary-operation.js';
import { arbitraryOperation } from './arbitrary-operation.js';
import { checkOperation } from './checked-end.js';
import { foreignShapes } from './foreign-shapes.js';
import { ACCEPTED, Ends, fuzzRuns, hold } from './fuzz-runs.js';
import { mutate, mutations } from './mutate.js';

const { numRuns, longest, parameters } = fuzzRuns(0.3);
const shape = fc.constantFrom(...Object.keys(foreignShapes));

function readOf(value: unknown): OperationMessage | string {
  try {
    return operationMessageOf(value);
  } catch (error) {
    return refusal(error);
  }
}

/** The kind of an error of this library: one that the language throws is none. */
function refusal(error: unknown): string {
  const kind = error instanceof TypeError ? /^expected (an? )?[\w.]+/i.exec(error.message)?.[0] : undefined;
  if (kind === undefined) throw new Error('the error is not of this library', { cause: error });
  return kind;
}

/** What a wait makes of it: a state, a call, or a refusal, but nothing that was not foreseen. */
function poll(value: object): void {
  const client = new ScriptedClient({});
  try {
    pollOperation$(client, value)
      .subscribe({ error: () => undefined })
      .unsubscribe();
  } catch (error) {
    hold(
      'the wait refuses in words of its own',
      error instanceof TypeError && error.message.toLowerCase().includes('expected'),
    );
  }
}

function isSameAny(packed: PackedMessage | undefined, any: AnyModel | undefined): boolean {
  if (!packed || !any) return packed === undefined && any === undefined;
  return packed.typeUrl === any.typeUrl && ('json' in packed || Buffer.compare(packed.value, any.bytes) === 0);
}

function isSame(message: OperationMessage, model: OperationModel): boolean {
  const { error } = message;
  const details = model.error?.details ?? [];
  return (
    message.name === model.name &&
    message.done === model.done &&
    isSameAny(message.metadata, model.metadata) &&
    isSameAny(message.response, model.response) &&
    error?.code === model.error?.code &&
    error?.message === model.error?.message &&
    (error?.details ?? []).length === details.length &&
    details.every((detail, i) => isSameAny(error?.details[i]?.packed, detail))
  );
}

describe('operationMessageOf, whatever the library and the mistakes in it', () => {
  it(
    `reads an operation as every library writes it, and gives a TypeError for what is none: ${numRuns} values`,
    () => {
      const ends = new Ends();
      const property = fc.property(
        shape,
        arbitraryOperation,
        fc.option(mutations, { nil: undefined }),
        (library, model, changes) => {
          const intact = foreignShapes[library]?.(model) ?? {};
          const value = changes ? mutate(intact, changes) : intact;
          const read = readOf(value);
          if (!changes) hold(`${library} is read as it was written`, typeof read !== 'string' && isSame(read, model));
          if (typeof read !== 'string') {
            checkOperation(read);
            hold('what was read is read the same again', isDeepStrictEqual(operationMessageOf(read), read));
          }
          poll(value);
          ends.add(typeof read === 'string' ? read : ACCEPTED);
        },
      );
      fc.assert(property, parameters);
      ends.report('operationMessageOf');
      expect('polluted' in {}).toBeFalse();
      expect(ends.of(ACCEPTED)).toBeGreaterThan(numRuns / 2);
      expect(ends.of(ACCEPTED)).toBeLessThan(numRuns);
    },
    longest,
  );
});
