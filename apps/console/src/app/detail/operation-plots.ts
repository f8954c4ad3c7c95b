import { Component, computed, input } from '@angular/core';
import type { PollRecord } from './poll-record.js';
import { PollsPlot } from './polls-plot.js';
import { ProgressPlot } from './progress-plot.js';

/** The polls of an operation, and its progress if it tells any, over the same time. */
@Component({
  selector: 'app-operation-plots',
  imports: [PollsPlot, ProgressPlot],
  template: `
    <app-polls-plot class="card" [records]="records()" [until]="until()" />
    @if (hasProgress()) {
      <app-progress-plot
        class="card"
        [records]="records()"
        [estimate]="estimate()"
        [label]="label()"
        [until]="until()"
      />
    }
  `,
  styles: `
    :host {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: 14px;
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
