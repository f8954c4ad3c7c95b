import { Component, computed, inject, input } from '@angular/core';
import { Clock } from '../shared/clock.js';
import { dueText } from '../shared/duration-text.js';
import { timeOfDay } from '../shared/time-of-day.js';
import { FieldsTable } from './fields-table.js';
import type { PollRecord } from './poll-record.js';

/** How the polling goes, in words; the plot beside it says the same as a picture. */
@Component({
  selector: 'app-polling-facts',
  imports: [FieldsTable],
  template: `
    <h2>Polling</h2>
    <app-fields-table [fields]="fields()" />
  `,
  styles: `
    :host {
      display: block;
      padding: 14px 16px;
    }

    h2 {
      margin: 0 0 8px;
      font-size: 14px;
      font-weight: 620;
    }
  `,
})
export class PollingFacts {
  readonly records = input.required<readonly PollRecord[]>();
  readonly #now = inject(Clock).now;

  readonly fields = computed(() => {
    const records = this.records();
    const last = records.at(-1);
    return {
      first: timeOfDay(records[0]?.at),
      latest: timeOfDay(last?.at),
      next: last?.next === undefined ? 'none, as it has ended' : dueText(last.next, this.#now()),
      polls: records.length,
      failed: records.filter(({ isFailed }) => isFailed).length,
    };
  });
}
