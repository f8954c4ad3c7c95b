import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Bytes that this process holds, after what nobody holds is gone. */
export function bytesHeld(): number {
  // Twice, as what a finalizer lets go of is gone after the next one.
  for (let i = 0; i < 2; i += 1) collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

// Without a flag of the command line, so that processes that are forked need none.
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
