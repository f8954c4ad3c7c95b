import {
  isNoMetadataError,
  isOperationError,
  isPollError,
  isPollTimeoutError,
  isRpcError,
  isUnpackError,
  NoMetadataError,
  OperationError,
  PollError,
  PollTimeoutError,
  UnpackError,
} from '../../../src/index.js';
import { rpcError } from '../../support/rpc-errors.js';

const state = {
  status: 'running',
  done: false,
  name: 'operations/1',
  message: { name: 'operations/1', done: false },
  poll: { attempt: 3, failures: 0 },
} as const;

const guards = [
  { error: rpcError(14), isOne: isRpcError },
  { error: new OperationError('operations/1', { code: 5, message: '', details: [] }), isOne: isOperationError },
  { error: new PollError({ operationName: 'operations/1', attempts: 1, reason: '', cause: 0 }), isOne: isPollError },
  { error: new PollTimeoutError({ timeout: 1, elapsed: 1, lastState: state }), isOne: isPollTimeoutError },
  {
    error: new UnpackError({ expected: 'a.B', found: 'a.C', packed: { typeUrl: 'a.C', json: {} } }),
    isOne: isUnpackError,
  },
  { error: new NoMetadataError('operations/1'), isOne: isNoMetadataError },
];

/** What another copy of this package would have made: the same fields, another class. */
function fromAnotherCopy(error: Error): Error {
  return Object.assign(new Error(error.message), error);
}

describe('the guards of error classes', () => {
  for (const { error, isOne } of guards) {
    describe(isOne.name, () => {
      it(`accepts a ${error.name}, which is an Error of that name`, () => {
        expect(isOne(error)).toBeTrue();
        expect(error).toBeInstanceOf(Error);
        expect(`is${error.name}`).toBe(isOne.name);
      });

      it('accepts one of another copy of the package', () => {
        const other = fromAnotherCopy(error);
        expect(other).not.toBeInstanceOf(error.constructor);
        expect(isOne(other)).toBeTrue();
      });

      it('refuses every other error of this package', () => {
        const others = guards.filter((guard) => guard.error !== error);
        expect(others.map((other) => isOne(other.error))).toEqual(others.map(() => false));
      });

      it('refuses plain objects of that shape, errors of that name without the fields, and what is no error', () => {
        const named = Object.assign(new Error('no fields'), { name: error.name });
        for (const value of [{ ...error }, named, new Error('plain'), error.name, null, undefined, 14]) {
          expect(isOne(value)).withContext(String(value)).toBeFalse();
        }
      });
    });
  }
});
