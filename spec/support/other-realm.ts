import { runInNewContext } from 'node:vm';

/** What code evaluates to where the globals are others, as those of Node are for a program in Jest. */
export function ofOtherRealm(code: string): unknown {
  return runInNewContext(code) as unknown;
}
