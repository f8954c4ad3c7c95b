import type { AlignedData } from 'uplot';
import type { PlotLine } from './plot-options.js';
import type { PollRecord } from './poll-record.js';

/** The progress over time in percent, and how it goes on if nothing changes. */
export const PROGRESS_LINES: readonly PlotLine[] = [
  { colour: '--succeeded', drawn: 'area', name: 'seen' },
  { colour: '--dim', drawn: 'dashes', name: 'estimated' },
];

/** The values of `PROGRESS_LINES`; `estimate`, of the end, and `until`, the end of the axis, are in ms since 1970. */
export function progressData(records: readonly PollRecord[], estimate: number | undefined, until: number): AlignedData {
  const told = records.filter(({ fraction }) => fraction !== undefined);
  const start = records[0]?.at ?? 0;
  const seconds = (at: number): number => (at - start) / 1_000;
  const percents = told.map(({ fraction = 0 }) => fraction * 100);
  const ahead = estimate === undefined ? [] : [estimate];
  return [
    [...told.map(({ at }) => seconds(at)), ...ahead.map(seconds), seconds(until)],
    [...percents, ...ahead.map(() => null), null],
    [
      ...percents.map((percent, index) => (index === percents.length - 1 ? percent : null)),
      ...ahead.map(() => 100),
      null,
    ],
  ];
}
