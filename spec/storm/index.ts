/** `npm run storm`: thousands of operations over each transport, in weather that no network has. */
import { forkWeather } from './forked-weather.js';
import { leftOpen, openHandles } from './open-handles.js';
import { runStorm } from './run-storm.js';
import type { StormRow } from './storm-table.js';
import { isRight, stormTable } from './storm-table.js';
import { TRANSPORTS } from './stormy-transports.js';

const seed = Number(process.env['STORM_SEED'] ?? Date.now() % 1_000_000);
const operations = Number(process.env['STORM_OPERATIONS'] ?? 10_000);
/** A process that has not exited by then, in ms, has something left open. */
const LONGEST_EXIT = 30_000;

console.log(`STORM_SEED=${seed} STORM_OPERATIONS=${operations}`);
const rows: StormRow[] = [];
const transports = process.env['STORM_TRANSPORTS']?.split(',') ?? TRANSPORTS;
for (const transport of TRANSPORTS.filter((name) => transports.includes(name))) {
  const before = openHandles();
  const weather = await forkWeather({ seed, operations });
  const result = await runStorm(transport, { seed, operations }, weather.port);
  const counts = await weather.counts();
  await weather.close();
  rows.push({ ...result, transport, counts, open: await leftOpen(before) });
  console.log(`${transport}: ${result.right} of ${operations} in ${result.seconds.toFixed(0)} s`);
}
console.log(`\n${stormTable(rows)}`);
process.exitCode = rows.every(isRight) ? 0 : 1;
setTimeout(() => {
  console.error('The process does not exit:', process.getActiveResourcesInfo());
  process.exit(1);
}, LONGEST_EXIT).unref();
