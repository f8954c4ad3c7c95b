import { learningSchedule } from 'rxjs-longrunning';
import { loadOperationsClient } from 'rxjs-longrunning/grpc';
import { kindOf } from '../support/ending-operations.js';
import type { PollLoop } from './contender.js';
import { gaxLoop } from './gax-loop.js';
import { longrunningLoop } from './longrunning-loop.js';
import { bareGet, gaxClient, sameAsOurs } from './over-grpc.js';
import { coreLroSchedule, goSchedule, scheduledLoop } from './scheduled-loop.js';

/** The contender that is measured after it has seen some ends. */
export const LEARNING = 'rxjs-longrunning, learning';

/** What is measured with the delays that it has by default. */
export const DEFAULT_CONTENDERS = [
  'rxjs-longrunning',
  'rxjs-longrunning, long polls',
  LEARNING,
  'google-gax 5',
  "Go's schedule",
  "core-lro's 2 s",
] as const;

export type DefaultContender = (typeof DEFAULT_CONTENDERS)[number];

/** What waits for an operation of a server; it is not stopped. */
type WaitLoop = (...args: Parameters<PollLoop>) => unknown;

export const defaultLoops: Readonly<Record<DefaultContender, (target: string) => Promise<WaitLoop>>> = {
  'rxjs-longrunning': async (target) => longrunningLoop(await loadOperationsClient({ target, insecure: true }), {}),
  'rxjs-longrunning, long polls': async (target) =>
    longrunningLoop(await loadOperationsClient({ target, insecure: true }), { longPoll: true }),
  [LEARNING]: async (target) => {
    const schedule = learningSchedule({ kind: ({ name }) => kindOf(name) });
    return longrunningLoop(await loadOperationsClient({ target, insecure: true }), { schedule });
  },
  'google-gax 5': async (target) => gaxLoop(gaxClient(target)),
  "Go's schedule": async (target) => scheduledLoop(bareGet(target, sameAsOurs), goSchedule),
  "core-lro's 2 s": async (target) => scheduledLoop(bareGet(target, sameAsOurs), coreLroSchedule),
};
