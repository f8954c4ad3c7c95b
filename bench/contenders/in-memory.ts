import type { InMemoryServer } from '../support/in-memory-server.js';
import { bareLoop } from './bare-loop.js';
import type { Contender, PollLoop } from './contender.js';
import { expandLoop } from './expand-loop.js';
import { gaxLoop, inMemoryGaxClient } from './gax-loop.js';
import { constantDelay, inMemoryClient, longrunningLoop } from './longrunning-loop.js';

/** What polls without a network. */
export const inMemoryLoops: Readonly<Record<Contender, (server: InMemoryServer, delay: number) => PollLoop>> = {
  'bare callbacks': (server, delay) => bareLoop(server.getOperation, delay),
  'expand + timer': (server, delay) => expandLoop(server.getOperation, delay),
  'rxjs-longrunning': (server, delay) => longrunningLoop(inMemoryClient(server.getOperation), constantDelay(delay)),
  'google-gax 5': (server, delay) => gaxLoop(inMemoryGaxClient(server.getOperation), delay),
};
