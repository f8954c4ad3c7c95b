import { operationMessageOf, StatusCode } from '../../../src/index.js';

const NAME = 'operations/1';
/** It cannot be made into a string, a number or anything else. */
const STUBBORN = { toString: 1 };

describe('operationMessageOf, of fields that are of another type than they should be', () => {
  for (const value of [2 ** 40, -1, true, {}, { length: 2 ** 40 }, [STUBBORN], [10n], ['a'], [0.5]]) {
    const text = JSON.stringify(value, (_, one: unknown) => (typeof one === 'bigint' ? `${one}n` : one));

    it(`takes no ${text} for bytes, nor for their number: it stays as it came`, () => {
      const any = { typeUrl: 'acme.v1.Text', value };

      expect(operationMessageOf({ name: NAME, done: true, response: any }).response).toEqual({
        typeUrl: '',
        json: any,
      });
    });
  }

  for (const typeUrl of [1, [], null, STUBBORN]) {
    it(`takes nothing of the type ${JSON.stringify(typeUrl)} for what is packed already`, () => {
      for (const any of [
        { typeUrl, value: new Uint8Array(1) },
        { typeUrl, json: {} },
      ]) {
        expect(operationMessageOf({ name: NAME, done: false, metadata: any }).metadata).toEqual({
          typeUrl: '',
          json: any,
        });
      }
    });
  }

  for (const code of [STUBBORN, [5], Infinity, NaN, 0.5]) {
    it(`takes the code ${typeof code === 'number' ? code : JSON.stringify(code)} of an error for UNKNOWN`, () => {
      const error = { code, message: 'x', details: [] };

      expect(operationMessageOf({ name: NAME, done: true, error }).error?.code).toBe(StatusCode.UNKNOWN);
    });
  }

  for (const field of [STUBBORN, 'failure', '', 1]) {
    it(`refuses the result ${JSON.stringify(field)}, which would else be no result: a success`, () => {
      for (const result of [
        { case: field, value: {} },
        { $case: field, value: {} },
      ]) {
        expect(() => operationMessageOf({ name: NAME, done: true, result })).toThrowError(
          TypeError,
          /^expected a google\.longrunning\.Operation \{.*found a result that is an object \{/,
        );
      }
    });
  }

  it('refuses a type name that is none', () => {
    expect(() => operationMessageOf({ $typeName: STUBBORN, name: NAME, done: true })).toThrowError(
      TypeError,
      /found an object \{\$typeName, name, done\}/,
    );
  });

  for (const field of ['metadata', 'error', 'response', 'result', 'retryDelay']) {
    for (const none of [null, undefined]) {
      it(`takes a ${field} that is ${none} for none`, () => {
        const { name, done, error, response } = operationMessageOf({ name: NAME, done: true, [field]: none });

        expect({ name, done, error, response }).toEqual({
          name: NAME,
          done: true,
          error: undefined,
          response: undefined,
        });
      });
    }
  }

  for (const retryDelay of [-1, 0, NaN, '5', true, STUBBORN]) {
    it(`takes no ${typeof retryDelay === 'object' ? 'object' : retryDelay} for a delay`, () => {
      const operation = { name: NAME, done: false, retryDelay };

      expect(operationMessageOf(operation)).toEqual({ name: NAME, done: false });
    });
  }
});
