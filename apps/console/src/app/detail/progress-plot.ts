import { Component, computed, input } from '@angular/core';
import type { AlignedData } from 'uplot';
import { Plot } from './plot.js';
import type { PlotLine } from './plot-options.js';
import type { PollRecord } from './poll-record.js';

const LINES: readonly PlotLine[] = [
  { colour: '--succeeded', drawn: 'area' },
  { colour: '--dim', drawn: 'dashes' },
];

/** The progress over time, and how it goes on if nothing changes. */
@Component({
  selector: 'app-progress-plot',
  imports: [Plot],
  template: `
    <h2>
      Progress <span><i class="line"></i>seen <i class="line dashed"></i>estimated</span>
    </h2>
    <app-plot [lines]="lines" [data]="data()" [words]="words" [top]="100" [attr.aria-label]="label()" />
    <p>{{ label() }}</p>
  `,
  styleUrl: './plot-card.css',
})
export class ProgressPlot {
  readonly records = input.required<readonly PollRecord[]>();
  /** When it will end, in ms since 1970, where that can be told. */
  readonly estimate = input.required<number | undefined>();
  /** The estimate in words. */
  readonly label = input.required<string>();
  /** Where the axis of time ends, in ms since 1970. */
  readonly until = input.required<number>();

  readonly lines = LINES;
  readonly words = (percent: number): string => `${percent} %`;

  readonly data = computed((): AlignedData => {
    const records = this.records().filter(({ fraction }) => fraction !== undefined);
    const start = this.records()[0]?.at ?? 0;
    const estimate = this.estimate();
    const seconds = (at: number): number => (at - start) / 1_000;
    const percents = records.map(({ fraction = 0 }) => fraction * 100);
    const ahead = estimate === undefined ? [] : [estimate];
    return [
      [...records.map(({ at }) => seconds(at)), ...ahead.map(seconds), seconds(this.until())],
      [...percents, ...ahead.map(() => null), null],
      [
        ...percents.map((percent, index) => (index === percents.length - 1 ? percent : null)),
        ...ahead.map(() => 100),
        null,
      ],
    ];
  });
}
