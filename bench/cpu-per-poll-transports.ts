import type { PollLoop } from './contenders/contender.js';
import type { TransportName } from './contenders/over-transports.js';
import { TRANSPORTS, transportLoops } from './contenders/over-transports.js';
import { cpuTime, median, medianRatio, samples } from './support/measure.js';
import { table } from './support/table.js';
import type { TransportServer } from './support/transport-server.js';
import { withWorkers } from './support/worker.js';

const OPERATIONS = 16;
const POLLS_EACH = 100;
const DELAY = 1;

const CONTENDERS = TRANSPORTS.flatMap((name) => [`${name}, bare`, name] as const);

type Contender = (typeof CONTENDERS)[number];

/** What a client takes for each poll over each transport, the calls included. */
export function cpuPerPollOverTransports(): Promise<string> {
  return withWorkers(['server', ...CONTENDERS], async (workers) => {
    const server = await workers.server.run<TransportServer>('serveEveryTransport');
    const values = await samples(CONTENDERS, { rounds: 11, warmUps: 3 }, (contender) =>
      workers[contender].run('cpuOfTransport', contender, server),
    );
    return table(
      `CPU per poll of a client, over each transport of one port: ${OPERATIONS} operations at once, polled every ${DELAY} ms`,
      ['bare us', 'us', 'to bare', 'to gRPC'],
      TRANSPORTS.map((name) => {
        const [bare, ours] = [values[`${name}, bare`], values[name]];
        const figures = [median(bare), median(ours), medianRatio(ours, bare), medianRatio(ours, values.gRPC)];
        return { name, figures, verdict: '' };
      }),
    );
  });
}

/** In us per poll. */
export async function cpuOfTransport(contender: Contender, server: TransportServer): Promise<number> {
  const isBare = contender.endsWith(', bare');
  const name = (isBare ? contender.slice(0, -', bare'.length) : contender) as TransportName;
  loop ??= await transportLoops[name][isBare ? 'bare' : 'ours'](server, DELAY);
  const poll = loop;
  const total = await cpuTime(async () => {
    await Promise.all(Array.from({ length: OPERATIONS }, (_, i) => pollSomeTimes(poll, `operations/${i}`)));
  });
  return total / (OPERATIONS * POLLS_EACH);
}

/** It stops between two calls: one that is aborted takes its connection with it. */
function pollSomeTimes(poll: PollLoop, name: string): Promise<void> {
  return new Promise((resolve) => {
    let polls = 0;
    const stop = poll(name, () => {
      if (++polls < POLLS_EACH) return;
      stop();
      resolve();
    });
  });
}

/** One client for all rounds: a new one would have its (de)serializers compiled anew. */
let loop: PollLoop | undefined;
