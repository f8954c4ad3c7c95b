/** `npm run soak -- --minutes 5`: operations that start and end all the time, and the memory of both sides meanwhile. */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Observable } from 'rxjs';
import { concatMap, lastValueFrom, tap, toArray } from 'rxjs';
import { Worker } from '../../bench/support/worker.js';
import { loadOperationsClient } from '../../src/grpc/index.js';
import { bytesHeld } from '../support/bytes-held.js';
import type { Sample } from './growth.js';
import { growthOf } from './growth.js';
import { soakProto } from './soak-proto.js';
import { every, soakInMemory$, soakOverGrpc$ } from './soaks.js';

const { minutes = '5' } = parseArgs({ options: { minutes: { type: 'string' } } }).values;
const length = Number(minutes) * 60_000;
if (!(length > 0)) throw new RangeError(`--minutes must be a positive number; found ${minutes}.`);

/** Looks at the memory: so many that those of the second half make a line. */
const SAMPLES = 40;
/** The least that an object takes in V8. What leaks for an operation is one at least. */
const LIMIT = 12;
/** What the second half may take in all, in bytes, as code is still compiled: smaller leaks take a longer soak. */
const COMPILED = 1e6;

/** Runs one soak for its half of the time, and says whether the memory of each side grew. */
async function soak(
  title: string,
  ended$: Observable<number>,
  sides: Readonly<Record<string, () => Promise<number>>>,
): Promise<boolean> {
  let operations = 0;
  const soaking = ended$.subscribe((ended) => (operations = ended));
  const names = Object.keys(sides);
  console.log(
    `\n${title}\n${['operations', ...names.map((name) => `${name}, kB`)].map((cell) => cell.padStart(14)).join('')}`,
  );
  const look = async (): Promise<readonly Sample[]> => {
    const held = await Promise.all(Object.values(sides).map((bytes) => bytes()));
    return held.map((bytes) => ({ operations, bytes }));
  };
  const looks = await lastValueFrom(
    every(length / 2 / SAMPLES, SAMPLES).pipe(
      concatMap(look),
      tap((samples) => {
        const cells = [operations, ...samples.map(({ bytes }) => Math.round(bytes / 1_000))];
        console.log(cells.map((cell) => cell.toLocaleString('en').padStart(14)).join(''));
      }),
      toArray(),
    ),
  );
  soaking.unsubscribe();
  const flat = names.map((name, side) => {
    const samples = looks.flatMap((look) => look[side] ?? []);
    const { perOperation, atLeast } = growthOf(samples);
    const ended = operations - (samples[SAMPLES / 2]?.operations ?? 0);
    const isFlat = atLeast < LIMIT || atLeast * ended < COMPILED;
    const verdict = isFlat ? 'flat' : `GROWS by ${atLeast.toFixed(1)} bytes at least`;
    console.log(`${name}: ${perOperation.toFixed(1)} bytes an operation in the second half: ${verdict}`);
    return isFlat;
  });
  return flat.every(Boolean);
}

const inMemory = await soak('In memory', soakInMemory$(), { client: () => Promise.resolve(bytesHeld()) });

const server = new Worker(fileURLToPath(new URL('server-process.ts', import.meta.url)), []);
const target = await server.run<string>('serve');
const client = await loadOperationsClient({ target, insecure: true, protos: [soakProto] });
const overGrpc = await soak('Over gRPC, the server in a process of its own', soakOverGrpc$(client), {
  client: () => Promise.resolve(bytesHeld()),
  server: () => server.run<number>('bytesHeld'),
});
client.close();
server.stop();
process.exitCode = inMemory && overGrpc ? 0 : 1;
