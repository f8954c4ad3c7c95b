/**
 * `npm run bench`: this package beside the bare transport, plain RxJS, and google-gax.
 *
 * Every figure is a median over rounds in which the contenders take turns; only ratios from one run mean something.
 */
import { cpus } from 'node:os';
import { cpuOfPolling, cpuPerPoll } from './cpu-per-poll.js';
import { memoryOfWaiting, memoryPerWaitingPoll } from './memory-per-poll.js';
import { pollsPerSecond, rateOfPolling } from './polls-per-second.js';
import { serveRunningOperations } from './support/grpc-server.js';
import { report } from './support/report.js';
import { withWorkers, work } from './support/worker.js';
import { timeToFirstAnswer } from './time-to-first-answer.js';

if (process.argv[2] === 'worker') work({ cpuOfPolling, memoryOfWaiting, rateOfPolling, serveRunningOperations });
else await withWorkers(['server'], ({ server }) => server.run<string>('serveRunningOperations').then(benchmarks));

async function benchmarks(target: string): Promise<void> {
  console.log(`Node ${process.version} on ${cpus().length} x ${cpus()[0]?.model ?? 'unknown CPU'}\n`);
  console.log(report(await timeToFirstAnswer(target)));
  console.log(report(await cpuPerPoll()));
  console.log(report(await pollsPerSecond(target, 16)));
  console.log(report(await pollsPerSecond(target, 256)));
  console.log(report(await memoryPerWaitingPoll()));
  console.log(report(await memoryPerWaitingPoll(target)));
}
