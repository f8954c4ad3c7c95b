import type { GetOperation } from '../support/in-memory-server.js';
import type { PollLoop } from './contender.js';

/** From the number of polls so far to the delay before the next one, in ms. */
type Schedule = (attempt: number) => number;

/** The delays of cloud.google.com/go/longrunning: 1 s doubled up to 60 s, each drawn from all of it ("full jitter"). */
export const goSchedule: Schedule = (attempt) => Math.random() * Math.min(60_000, 1_000 * 2 ** (attempt - 1));

/** The delay of @azure/core-lro, which is not installed here: 2 s, where the server asks for no other. */
export const coreLroSchedule: Schedule = () => 2_000;

/** What polls like another library: at once, then after its delays. It is not stopped. */
export function scheduledLoop(get: GetOperation, schedule: Schedule): (...args: Parameters<PollLoop>) => void {
  return (name, onState) => {
    let attempt = 0;
    const poll = (): void =>
      get(name, ({ done = false }) => {
        onState(done);
        if (!done) setTimeout(poll, schedule(++attempt));
      });
    poll();
  };
}
