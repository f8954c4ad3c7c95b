import type { OperationState } from '../../src/index.js';
import { findDetail, StatusCode } from '../../src/index.js';
import { seededRandom } from '../support/seeded-random.js';

/** How an operation ends, in what of it can be compared. */
export interface End {
  readonly status: 'succeeded' | 'failed' | 'cancelled';
  /** The mark of the response, or of the detail of the error: of this operation alone. */
  readonly mark: string | undefined;
  readonly code: number | undefined;
  readonly message: string | undefined;
}

/** What is laid down of one operation. */
export interface Entry {
  readonly end: End;
  /** How many answers say that it runs. */
  readonly answersBefore: number;
  /** How many of the first calls find a replica that does not know it yet. */
  readonly unknownTo: number;
}

/** Codes of operations that failed. As those of a call, some of them would pass. */
const CODES = [
  StatusCode.UNAVAILABLE,
  StatusCode.INTERNAL,
  StatusCode.NOT_FOUND,
  StatusCode.RESOURCE_EXHAUSTED,
  StatusCode.DEADLINE_EXCEEDED,
] as const;

/** The right end of each operation, by its name and a seed: processes that share the seed share the ledger. */
export class Ledger {
  constructor(
    private readonly seed: number,
    readonly operations: number,
  ) {}

  /** The names, of all the operations. */
  names(): readonly string[] {
    return Array.from({ length: this.operations }, (_, i) => `${PREFIX}${i}`);
  }

  /** What is laid down of the operation of a name, or of its other one; `undefined` when there is none. */
  entry(name: string): Entry | undefined {
    const index = Number(originalName(name).slice(PREFIX.length));
    if (!name.startsWith(PREFIX) || !(index < this.operations)) return undefined;
    const random = seededRandom(this.seed * 1_000_003 + index);
    const mark = `mark ${index} ${Math.floor(random() * 1e9)}`;
    return {
      answersBefore: Math.floor(random() * 5),
      unknownTo: random() < 0.1 ? 2 : 0,
      end: endOf(random(), mark, CODES[index % CODES.length] ?? StatusCode.UNKNOWN),
    };
  }

  /** What is wrong with the end of an operation; `undefined` when it is right. */
  whatIsWrong(name: string, state: OperationState<{ readonly reason: string }>): string | undefined {
    const right = JSON.stringify(this.entry(name)?.end);
    const found = JSON.stringify(seenEnd(state));
    return right === found ? undefined : `${name} is ${right}, and ended as ${found}`;
  }
}

const PREFIX = 'operations/storm-';
const RENAMED = '/renamed';

/** Another name of the operation, which the server knows as well. */
export function otherName(name: string): string {
  return originalName(name) + RENAMED;
}

/** The name that the operation had first. */
export function originalName(name: string): string {
  return name.endsWith(RENAMED) ? name.slice(0, -RENAMED.length) : name;
}

function endOf(share: number, mark: string, code: number): End {
  if (share < 0.6) return { status: 'succeeded', mark, code: undefined, message: undefined };
  if (share < 0.7) return { status: 'succeeded', mark: undefined, code: undefined, message: undefined };
  if (share < 0.9) return { status: 'failed', mark, code, message: `failed: ${mark}` };
  return { status: 'cancelled', mark, code: StatusCode.CANCELLED, message: `cancelled: ${mark}` };
}

function seenEnd(state: OperationState<{ readonly reason: string } | undefined>): unknown {
  const { status } = state;
  switch (state.status) {
    case 'succeeded':
      return { status, mark: state.response?.reason, code: undefined, message: undefined };
    case 'failed':
    case 'cancelled': {
      const { code, statusMessage: message } = state.error;
      return { status, mark: findDetail(state.error, 'google.rpc.ErrorInfo')?.reason, code, message };
    }
    default:
      return { status };
  }
}
