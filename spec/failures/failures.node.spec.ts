import { statusCodeName } from '../../src/index.js';
import { grpcFixture } from '../support/grpc-fixture.js';
import type { FailingTransport } from './failing-transports.js';
import { failingTransports } from './failing-transports.js';
import type { Fault } from './faults.js';
import { faults } from './faults.js';
import { serveFaults } from './faulty-server.js';
import type { Polled } from './polled.js';
import { patient, polled } from './polled.js';
import type { Answer } from './protocols.js';
import { operation } from './protocols.js';

/** How long a call may take that is never answered, in ms; others that are slower are made again. */
const CALL = 100;

describe('fault-table: the same fault has the same verdict over every transport:', () => {
  const fixture = grpcFixture();

  /** Polls an operation that runs, meets the fault, and is done. */
  async function met(fault: Fault, answer: Answer, transport: FailingTransport): Promise<Polled & { calls: number }> {
    const { protocol, http } = transport;
    const script = [operation(protocol, false), answer, operation(protocol, true)];
    const server = await serveFaults(fixture, { http }, script);
    const client = await transport.connect({ port: server.port }, fixture);
    const options = fault.endless?.(transport) ? { callTimeout: CALL, tolerance: patient } : {};
    return { ...(await polled(client, options)), calls: server.calls };
  }

  function judge(
    fault: Fault,
    transport: FailingTransport,
    { tolerated, failure, ...end }: Polled & { calls: number },
  ) {
    const passes = fault.verdict === 'passes';
    const isEndless = fault.endless?.(transport) ?? false;
    const code = isEndless ? 'DEADLINE_EXCEEDED' : 'UNAVAILABLE';
    const failures = failure ? [...tolerated, failure] : tolerated;
    const found = failures.map((error) => `${error.origin} ${statusCodeName(error.code)}`);
    expect({
      failures: isEndless ? [...new Set(found)] : found,
      status: end.status,
      attempts: end.attempts,
      calls: isEndless ? 'some' : end.calls,
    })
      .withContext([transport.title, ...failures].join('\n'))
      .toEqual({
        failures: [`${fault.origin ?? 'connection'} ${fault.code === undefined ? code : statusCodeName(fault.code)}`],
        status: passes ? 'succeeded' : undefined,
        attempts: passes ? undefined : 2,
        calls: isEndless ? 'some' : passes ? 3 : 2,
      });
  }

  for (const fault of faults) {
    it(`${fault.title} ${fault.verdict === 'passes' ? 'passes' : 'is final'}`, async () => {
      await Promise.all(
        failingTransports.map(async (transport) => {
          const answer = fault.answer(transport);
          // Where the transport cannot have it, the table has the reason.
          if (typeof answer !== 'string') judge(fault, transport, await met(fault, answer, transport));
        }),
      );
    });
  }
});
