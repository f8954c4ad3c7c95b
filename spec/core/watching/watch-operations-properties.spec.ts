import fc from 'fast-check';
import type { WatchEvent, WatchScript } from '../../support/play-watching.js';
import { arbitraryWatch, playWatch } from '../../support/play-watching.js';

type Log = readonly WatchEvent[];
type Kind<K extends WatchEvent['kind']> = Extract<WatchEvent, { readonly kind: K }>;

function must(holds: boolean, rule: string): void {
  if (!holds) throw new Error(rule);
}

function those<K extends WatchEvent['kind']>(log: Log, kind: K): Kind<K>[] {
  return log.filter((event): event is Kind<K> => event.kind === kind);
}

/** What holds of every watch, whatever the script. */
const rules: Readonly<Record<string, (log: Log, script: WatchScript) => void>> = {
  'calls are no faster than the rate': (log, { maxCallsPerSecond }) => {
    const starts = those(log, 'call').map(({ at }) => at);
    for (const [i, at] of starts.slice(1).entries()) {
      must(at - starts[i]! >= 1_000 / maxCallsPerSecond - 1e-6, `call ${i + 1} came too early`);
    }
  },
  'nobody hears anything after an end, or after leaving': (log) => {
    const over = new Set<number>();
    for (const event of log) {
      if (!('watcher' in event) || event.kind === 'join') continue;
      must(!over.has(event.watcher), `${event.kind} of watcher ${event.watcher}, which was over`);
      if (event.kind !== 'state') over.add(event.watcher);
    }
  },
  'each end is shown once, and is the last state': (log) => {
    const done = new Set<number>();
    for (const event of log) {
      if (event.kind === 'state') {
        must(!done.has(event.watcher), 'a state after the end');
        if (event.done) done.add(event.watcher);
      }
      if (event.kind === 'complete') must(done.has(event.watcher), 'completed without an end');
      if (event.kind === 'leave' || event.kind === 'error') must(!done.has(event.watcher), 'an end without completion');
    }
  },
  'ends are right': (log, { watchers, endsAt }) => {
    for (const event of those(log, 'state')) {
      const end = endsAt[Number(watchers[event.watcher]!.name.slice('operations/'.length))];
      if (event.done) must(end !== undefined && event.at >= end, 'an end before its time');
    }
  },
  'whoever stays sees the end, or the error': (log, { watchers }) => {
    const ends = new Set<number>([...those(log, 'complete'), ...those(log, 'error')].map(({ watcher }) => watcher));
    for (const [watcher, { stays }] of watchers.entries()) {
      if (stays === undefined && !endsInPause(log)) must(ends.has(watcher), `watcher ${watcher} was left waiting`);
    }
  },
  'no call of an operation overlaps another': (log) => {
    const open = new Set<string>();
    for (const event of log) {
      if (!('method' in event)) continue;
      const key = `${event.method} ${event.name}`;
      if (event.kind === 'call') must(!open.has(key), `${key} twice at once`);
      if (event.kind === 'call') open.add(key);
      else open.delete(key);
    }
  },
  'no call begins in a pause': (log) => {
    let paused = false;
    for (const event of log) {
      if (event.kind === 'pause') paused = event.paused;
      if (event.kind === 'call') must(!paused, 'a call in a pause');
    }
  },
  'attempts only grow for one watcher': (log) => {
    const last = new Map<number, number>();
    for (const { watcher, attempt } of those(log, 'state')) {
      must(attempt > (last.get(watcher) ?? 0), 'attempts went back');
      last.set(watcher, attempt);
    }
  },
  'a row that has ended never runs again': (log) => {
    const done = new Set<string>();
    for (const { rows } of those(log, 'list')) {
      for (const row of rows) {
        must(row.done || !done.has(row.name), `${row.name} ran again`);
        if (row.done) done.add(row.name);
      }
    }
  },
  'the list names each operation once': (log) => {
    for (const { rows } of those(log, 'list'))
      must(new Set(rows.map(({ name }) => name)).size === rows.length, 'twice');
  },
  'nothing is left behind': (log) => {
    const open = those(log, 'call').length - those(log, 'answer').length - those(log, 'cancel').length;
    must(open === 0, 'a call is open');
    for (const { timers, inputs } of those(log, 'closed')) {
      const anyone = isSomeoneLeft(log);
      must(anyone || timers === 0, 'a timer is left');
      must(anyone || inputs === 0, 'an input is left');
    }
  },
};

function isSomeoneLeft(log: Log): boolean {
  const gone = those(log, 'leave').length + those(log, 'complete').length + those(log, 'error').length;
  return those(log, 'join').length > gone;
}

function endsInPause(log: Log): boolean {
  return those(log, 'pause').at(-1)?.paused === true;
}

describe('watchOperations, whatever happens', () => {
  it('keeps all of its rules', () => {
    const property = fc.property(arbitraryWatch, (script) => {
      const log = playWatch(script);
      for (const rule of Object.values(rules)) rule(log, script);
    });
    expect(() => fc.assert(property, { seed: 5, numRuns: 500, includeErrorInReport: true })).not.toThrow();
  });

  it('is put to the test in each situation', () => {
    const logs = fc.sample(arbitraryWatch, { seed: 5, numRuns: 300 }).map(playWatch);
    const after = (one: string, other: string) => (log: Log) =>
      log.some(({ kind }, index) => kind === one && log[index + 1]?.kind === other);
    const situations: Readonly<Record<string, (log: Log) => boolean>> = {
      'a sweep': (log) => log.some((event) => event.kind === 'call' && event.method === 'list'),
      'a Get': (log) => log.some((event) => event.kind === 'call' && event.method === 'get'),
      'a call that is cancelled': (log) => those(log, 'cancel').length > 0,
      'an end': (log) => those(log, 'complete').length > 0,
      'an error': (log) => those(log, 'error').length > 0,
      'someone who leaves': (log) => those(log, 'leave').length > 0,
      'a pause': after('pause', 'pause'),
      'a list': (log) => those(log, 'list').length > 2,
      'many states': (log) => those(log, 'state').length > 40,
    };
    for (const [situation, isIt] of Object.entries(situations)) {
      expect(logs.filter(isIt).length).withContext(situation).toBeGreaterThan(5);
    }
  });
});
