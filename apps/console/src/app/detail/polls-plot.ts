import { Component, computed, input } from '@angular/core';
import type { AlignedData } from 'uplot';
import { formatDuration } from '../shared/words.js';
import { Plot } from './plot.js';
import type { PlotLine } from './plot-options.js';
import { secondsText } from './plot-options.js';
import type { PollRecord } from './poll-record.js';

const LINES: readonly PlotLine[] = [
  { colour: '--running', drawn: 'steps' },
  { colour: '--running', drawn: 'marks' },
  { colour: '--failed', drawn: 'marks' },
  { colour: '--running', drawn: 'rings' },
];

/** The polls over time: each a mark, as high as the delay before it was long. */
@Component({
  selector: 'app-polls-plot',
  imports: [Plot],
  template: `
    <h2>
      Polls <span><i class="mark"></i>answered <i class="mark failed"></i>failed <i class="mark next"></i>next</span>
    </h2>
    <app-plot [lines]="lines" [data]="data()" [words]="words" [attr.aria-label]="label()" />
    <p>{{ label() }}</p>
  `,
  styleUrl: './plot-card.css',
})
export class PollsPlot {
  readonly records = input.required<readonly PollRecord[]>();
  /** Where the axis of time ends, in ms since 1970. */
  readonly until = input.required<number>();

  readonly lines = LINES;
  readonly words = secondsText;

  readonly data = computed((): AlignedData => {
    const records = this.records();
    const start = records[0]?.at ?? 0;
    const last = records.at(-1);
    const next = last?.next === undefined ? null : (last.next - last.at) / 1_000;
    const answered = records.map(({ waited, isFailed }) => (isFailed ? null : waited / 1_000));
    const failed = records.map(({ waited, isFailed }) => (isFailed ? waited / 1_000 : null));
    return [
      [...records.map(({ at }) => (at - start) / 1_000), ((last?.next ?? last?.at ?? 0) - start) / 1_000, this.end()],
      [...records.map(({ waited }) => waited / 1_000), next, null],
      [...answered, null, null],
      [...failed, null, null],
      [...records.map(() => null), next, null],
    ];
  });
  readonly end = computed(() => (this.until() - (this.records()[0]?.at ?? 0)) / 1_000);

  readonly label = computed(() => {
    const records = this.records();
    const failures = records.filter(({ isFailed }) => isFailed).length;
    const last = records.at(-1);
    const polls = `${records.length} ${records.length === 1 ? 'poll' : 'polls'}, ${failures || 'none'} failed.`;
    if (last?.next === undefined) return `${polls} There are no more.`;
    return `${polls} The delays grow exponentially, then stay below a minute: this one is ${formatDuration(last.next - last.at)}.`;
  });
}
