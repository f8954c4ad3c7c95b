import type { Subscriber } from 'rxjs';
import { Observable } from 'rxjs';
import type { MessageType } from 'rxjs-longrunning';
import { InMemoryOperations, serveOperations } from 'rxjs-longrunning/server';

/** When an operation ended, on the clock that all processes of a machine share: its response. */
const time: MessageType<number> = {
  typeName: 'bench.Time',
  fromBinary: endedAt,
  toBinary: (ms) => new Uint8Array(new Float64Array([ms]).buffer),
};
const types = { responseType: time, metadataType: time };

/** What ends an operation. */
type End = Subscriber<{ readonly response: number }>;

/** Where the operations are. */
export interface KeptOperations {
  readonly target: string;
  readonly names: readonly string[];
}

let calls = 0;
const waiting: End[] = [];

/** Serves so many running operations with the package's own server and store. */
export async function serveKeptOperations(count: number): Promise<KeptOperations> {
  const operations = new InMemoryOperations({ maxOperations: count, maxRunning: count });
  const get = operations.getOperation.bind(operations);
  const wait = operations.waitOperation.bind(operations);
  operations.getOperation = (...call) => {
    calls++;
    return get(...call);
  };
  operations.waitOperation = (...call) => {
    calls++;
    return wait(...call);
  };
  const names = Array.from(
    { length: count },
    () => operations.start(new Observable((end: End) => void waiting.push(end)), types).name,
  );
  const { target } = await serveOperations({ operations });
  return { target, names };
}

/** How many calls were served so far. */
export function callsOfKept(): number {
  return calls;
}

/** Ends the operations in the order of their starts: evenly from one time to another, in ms from now. */
export function endKept(from: number, to: number): void {
  const start = Date.now();
  const ends = waiting.splice(0);
  let ended = 0;
  const timer = setInterval(() => {
    const due = Math.min(ends.length, Math.floor(((Date.now() - start - from) / (to - from)) * ends.length));
    for (; ended < due; ended++) {
      ends[ended]?.next({ response: Date.now() });
      ends[ended]?.complete();
    }
    if (ended === ends.length) clearInterval(timer);
  }, 5);
}

/** When an operation ended, of its response. */
export function endedAt(value: Uint8Array): number {
  return new DataView(value.buffer, value.byteOffset).getFloat64(0, true);
}
