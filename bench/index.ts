/**
 * `npm run bench`: this package beside the bare transport, plain RxJS, and google-gax.
 *
 * Every figure is a median over rounds in which the contenders take turns, save for those of "detection"; only ratios
 * from one run mean something.
 */
import { cpus } from 'node:os';
import { awaitingMany, cpuOfAwaiting, growthOfAwaiting } from './await-many.js';
import { cpuOfPolling, cpuPerPoll } from './cpu-per-poll.js';
import { cpuOfTransport, cpuPerPollOverTransports } from './cpu-per-poll-transports.js';
import { delaysToDetection, detectionOfEnds } from './detection.js';
import { costOfListing } from './list-page.js';
import { beginWatching, endsSeen, manyAtOnce, manyWaits, memoryOfWatching } from './many.js';
import { memoryOfWaiting, memoryPerWaitingPoll } from './memory-per-poll.js';
import { pollsPerSecond, rateOfPolling } from './polls-per-second.js';
import { callsServed, serveEndingOperations } from './support/ending-operations.js';
import { serveRunningOperations } from './support/grpc-server.js';
import { callsOfKept, endKept, serveKeptOperations } from './support/kept-operations.js';
import { serveListedOperations } from './support/listed-operations.js';
import { report } from './support/report.js';
import { serveSecondAnswerOperations } from './support/second-answer-operations.js';
import { serveEveryTransport } from './support/transport-server.js';
import { withWorkers, work } from './support/worker.js';
import { watchingMany, watchingTakes } from './watch.js';
import { timeToFirstAnswer } from './time-to-first-answer.js';

/** Gives what it found as text. */
type Benchmark = (target: string) => Promise<string>;

/** By name: `npm run bench -- first-answer` runs those whose name has this in it. */
const benchmarks: Readonly<Record<string, Benchmark>> = {
  'first-answer': (target) => timeToFirstAnswer(target).then(report),
  'cpu-per-poll': () => cpuPerPoll().then(report),
  'cpu-per-poll-transports': cpuPerPollOverTransports,
  'polls-per-second-16': (target) => pollsPerSecond(target, 16).then(report),
  'polls-per-second-256': (target) => pollsPerSecond(target, 256).then(report),
  'memory-in-memory': () => memoryPerWaitingPoll().then(report),
  'memory-over-grpc': (target) => memoryPerWaitingPoll(target).then(report),
  'await-10000': awaitingMany,
  detection: detectionOfEnds,
  many: manyAtOnce,
  waits: manyWaits,
  'list-page': costOfListing,
  watch: watchingMany,
};

const [, , part = ''] = process.argv;
if (part === 'worker') {
  work({
    beginWatching,
    callsOfKept,
    callsServed,
    cpuOfAwaiting,
    cpuOfPolling,
    cpuOfTransport,
    delaysToDetection,
    endKept,
    endsSeen,
    growthOfAwaiting,
    memoryOfWaiting,
    memoryOfWatching,
    rateOfPolling,
    serveEndingOperations,
    serveEveryTransport,
    serveKeptOperations,
    serveListedOperations,
    serveRunningOperations,
    serveSecondAnswerOperations,
    watchingTakes,
  });
} else await withWorkers(['server'], ({ server }) => server.run<string>('serveRunningOperations').then(run));

async function run(target: string): Promise<void> {
  console.log(`Node ${process.version} on ${cpus().length} x ${cpus()[0]?.model ?? 'unknown CPU'}\n`);
  const chosen = Object.entries(benchmarks).filter(([name]) => name.includes(part));
  if (chosen.length === 0) throw new Error(`No benchmark is named "${part}": ${Object.keys(benchmarks).join(', ')}.`);
  for (const [, benchmark] of chosen) console.log(await benchmark(target));
}
