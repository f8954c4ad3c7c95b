import type { GetOperation } from '../support/in-memory-server.js';
import type { PollLoop } from './contender.js';

/** Callbacks and timers: the least that polling can take. */
export function bareLoop(get: GetOperation, delay: number): PollLoop {
  return (name, onState) => {
    let timer: NodeJS.Timeout | undefined;
    let stopped = false;
    const poll = (): void =>
      get(name, ({ done = false }) => {
        onState(done);
        if (done || stopped) return;
        if (delay === 0) poll();
        else timer = setTimeout(poll, delay);
      });
    poll();
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  };
}
