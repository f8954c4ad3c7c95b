import { Component, computed, input } from '@angular/core';
import type { PlotContent } from './plot-card.js';
import { PlotCard } from './plot-card.js';
import { secondsText } from './plot-options.js';
import type { PollRecord } from './poll-record.js';
import { POLLS_LINES, pollsData, pollsText } from './polls-plot.js';
import { PROGRESS_LINES, progressData } from './progress-plot.js';

const percentText = (percent: number): string => `${percent} %`;

/** The polls of an operation, and its progress if it tells any, over the same time. */
@Component({
  selector: 'app-operation-plots',
  imports: [PlotCard],
  template: `
    @for (plot of plots(); track plot.heading) {
      <app-plot-card class="card" [content]="plot" />
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

  // Of their own, as words change each second, and what is drawn does not.
  readonly #polls = computed(() => pollsData(this.records(), this.#until()));
  readonly #progress = computed(() => progressData(this.records(), this.estimate(), this.#until()));
  readonly plots = computed((): PlotContent[] => {
    const records = this.records();
    const polls = {
      heading: 'Polls',
      lines: POLLS_LINES,
      data: this.#polls(),
      words: secondsText,
      label: pollsText(records),
    };
    if (records.every(({ fraction }) => fraction === undefined)) return [polls];
    const progress = {
      heading: 'Progress',
      lines: PROGRESS_LINES,
      data: this.#progress(),
      words: percentText,
      top: 100,
      label: this.label(),
    };
    return [polls, progress];
  });
  /** Where the plots end. An estimate from the first polls may be far off. */
  readonly #until = computed(() => {
    const [first] = this.records();
    const last = this.records().at(-1);
    if (!first || !last) return 0;
    const next = last.next ?? last.at;
    return Math.max(next, Math.min(this.estimate() ?? 0, first.at + 3 * (next - first.at)));
  });
}
