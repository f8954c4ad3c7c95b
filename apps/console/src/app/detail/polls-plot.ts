import type { AlignedData } from 'uplot';
import { formatDuration } from '../shared/words.js';
import type { PlotLine } from './plot-options.js';
import type { PollRecord } from './poll-record.js';

/** The polls over time: each a mark, as high as the delay before it was long. */
export const POLLS_LINES: readonly PlotLine[] = [
  { colour: '--running', drawn: 'steps' },
  { colour: '--running', drawn: 'marks', name: 'answered' },
  { colour: '--failed', drawn: 'marks', name: 'failed' },
  { colour: '--running', drawn: 'rings', name: 'next' },
];

/** The values of `POLLS_LINES`; the axis of time ends at `until`, in ms since 1970. */
export function pollsData(records: readonly PollRecord[], until: number): AlignedData {
  const start = records[0]?.at ?? 0;
  const last = records.at(-1);
  const seconds = (at: number): number => (at - start) / 1_000;
  const next = last?.next === undefined ? null : (last.next - last.at) / 1_000;
  const answered = records.map(({ waited, isFailed }) => (isFailed ? null : waited / 1_000));
  const failed = records.map(({ waited, isFailed }) => (isFailed ? waited / 1_000 : null));
  return [
    [...records.map(({ at }) => seconds(at)), seconds(last?.next ?? last?.at ?? start), seconds(until)],
    [...records.map(({ waited }) => waited / 1_000), next, null],
    [...answered, null, null],
    [...failed, null, null],
    [...records.map(() => null), next, null],
  ];
}

/** What the plot shows, in words. */
export function pollsText(records: readonly PollRecord[]): string {
  const failures = records.filter(({ isFailed }) => isFailed).length;
  const last = records.at(-1);
  const polls = `${records.length} ${records.length === 1 ? 'poll' : 'polls'}, ${failures || 'none'} failed.`;
  if (last?.next === undefined) return `${polls} There are no more.`;
  return `${polls} The delays grow exponentially, then stay below a minute: this one is ${formatDuration(last.next - last.at)}.`;
}
