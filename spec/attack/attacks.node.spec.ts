import { fileURLToPath } from 'node:url';
import { Worker } from '../../bench/support/worker.js';
import type { AttackRow } from './attack-table.js';
import { attackTable } from './attack-table.js';
import type { Attacked, Measured } from './attacked-process.js';
import type { Attack } from './attacks.js';
import { ATTACKS } from './attacks.js';
import { Battlefield } from './battlefield.js';

/** What the server may take in memory at the most, beyond what it had, in bytes: about what its limits add up to. */
const PEAK = 400e6;
/** What may be left afterwards, in bytes: code is compiled, and buffers are kept for the next one. */
const LEFT = 24e6;
/** Looks at the server before what it has not let go of counts as kept. */
const LAST_LOOK = 40;

/** Connections that the healthy client may have opened meanwhile, in the place of one that it lost. */
const OF_HEALTHY = 2;

/** In ms. */
const LONGEST = 120_000;

describe('A server that is attacked', () => {
  let server: Worker | undefined;
  let healthy: Worker | undefined;
  let field: Battlefield;
  const rows = new Map<string, AttackRow>();

  const fork = (file: string): Worker => new Worker(fileURLToPath(new URL(file, import.meta.url)), []);

  /** Anew after an attack that was not withstood, so that each attack has a healthy server. */
  const begin = async (): Promise<void> => {
    if (server) return;
    server = fork('attacked-process.ts');
    healthy = fork('healthy-process.ts');
    const attacked = await server.run<Attacked>('serve');
    await healthy.run('begin', attacked.ports.plain, attacked.running);
    field = new Battlefield(attacked, healthy);
  };

  const end = (): void => {
    server?.stop();
    healthy?.stop();
    server = undefined;
    healthy = undefined;
  };

  beforeEach(begin, LONGEST);

  afterAll(() => {
    end();
    const inOrder = Object.values(ATTACKS).flatMap((kind) => kind.flatMap(({ name }) => rows.get(name) ?? []));
    console.log(`\n${attackTable(inOrder)}\n`);
  });

  const isAsBefore = (now: Measured, before: Measured): boolean =>
    now.connections <= before.connections + OF_HEALTHY && now.held < before.held + LEFT;

  /** When it is as it was before, or when it has had the time for that. */
  const settled = async (worker: Worker, before: Measured): Promise<Measured> => {
    for (let look = 0; ; look += 1) {
      const now = await worker.run<Measured>('measure');
      if (isAsBefore(now, before) || look === LAST_LOOK) return now;
      await field.hold(1);
    }
  };

  const withstand = async (attack: Attack, worker: Worker): Promise<void> => {
    const before = await worker.run<Measured>('calm');
    await field.health();
    await attack.run(field);
    await field.hold();
    const kept = attack.hungUp ? await field.hungUp() : 0;
    field.leave();
    const { answers, p99, longest, failures } = await field.health();
    const { blocked, peak, jobs } = await worker.run<Measured>('measure');
    const after = await settled(worker, before);
    const growth = { peak: peak - before.peak, left: after.held - before.held };
    rows.set(attack.name, { name: attack.name, answers, p99, longest, blocked, ...growth });
    if (failures.length > 0 || !isAsBefore(after, before)) end();

    expect(field.faults.splice(0)).withContext('what the server should not have done').toEqual([]);
    expect(failures).withContext('what the healthy client was not answered').toEqual([]);
    expect(answers).withContext('answers to the healthy client').toBeGreaterThan(0);
    expect(kept).withContext('connections that the server did not hang up on').toBe(0);
    expect(after.connections)
      .withContext('connections')
      .toBeLessThanOrEqual(before.connections + OF_HEALTHY);
    expect(growth.peak).withContext('memory at the most').toBeLessThan(PEAK);
    expect(growth.left).withContext('memory afterwards').toBeLessThan(LEFT);
    expect(jobs).withContext('jobs at once').toBeLessThan(1_000);
  };

  for (const [kind, attacks] of Object.entries(ATTACKS)) {
    describe(kind, () => {
      for (const attack of attacks) {
        it(
          attack.name,
          async () => {
            try {
              await withstand(attack, server!);
            } catch (error) {
              // It has exited, or nothing is known of it.
              end();
              throw error;
            } finally {
              field.leave();
            }
          },
          LONGEST,
        );
      }
    });
  }
});
