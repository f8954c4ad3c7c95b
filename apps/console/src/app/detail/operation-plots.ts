import { Component, computed, input } from '@angular/core';
import { PlotCard } from './plot-card.js';
import { secondsText } from './plot-options.js';
import type { PollRecord } from './poll-record.js';
import { POLLS_LINES, pollsData, pollsText } from './polls-plot.js';
import { PROGRESS_LINES, progressData } from './progress-plot.js';

/** The polls of an operation, and its progress if it tells any, over the same time. */
@Component({
  selector: 'app-operation-plots',
  imports: [PlotCard],
  template: `
    <app-plot-card
      class="card"
      heading="Polls"
      [lines]="pollsLines"
      [data]="polls()"
      [words]="secondsText"
      [label]="pollsText()"
    />
    @if (hasProgress()) {
      <app-plot-card
        class="card"
        heading="Progress"
        [lines]="progressLines"
        [data]="progress()"
        [words]="percentText"
        [top]="100"
        [label]="label()"
      />
    }
  `,
  styles: `
    :host {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: inherit;
      align-content: start;
    }
  `,
})
export class OperationPlots {
  readonly records = input.required<readonly PollRecord[]>();
  /** When it will end, in ms since 1970, where that can be told. */
  readonly estimate = input.required<number | undefined>();
  /** The estimate in words. */
  readonly label = input.required<string>();

  readonly pollsLines = POLLS_LINES;
  readonly polls = computed(() => pollsData(this.records(), this.until()));
  readonly pollsText = computed(() => pollsText(this.records()));
  readonly secondsText = secondsText;

  readonly progressLines = PROGRESS_LINES;
  readonly progress = computed(() => progressData(this.records(), this.estimate(), this.until()));
  readonly percentText = (percent: number): string => `${percent} %`;

  readonly hasProgress = computed(() => this.records().some(({ fraction }) => fraction !== undefined));
  /** Where the plots end. An estimate from the first polls may be far off. */
  readonly until = computed(() => {
    const [first] = this.records();
    const last = this.records().at(-1);
    if (!first || !last) return 0;
    const next = last.next ?? last.at;
    return Math.max(next, Math.min(this.estimate() ?? 0, first.at + 3 * (next - first.at)));
  });
}
