import { Component, computed, inject, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { operationLink } from '../operations/operation-link.js';
import { OperationsList } from '../operations/operations-list.js';
import type { OperationRow } from '../operations/operation-row.js';
import { Clock } from '../shared/clock.js';
import { dueText } from '../shared/duration-text.js';
import { ProgressBar } from '../shared/progress-bar.js';
import { StatusChip } from '../shared/status-chip.js';
import { elapsedText, startedText } from './row-times.js';
import { RowAction } from './row-action.js';

/** The cells of one operation. */
@Component({
  selector: 'app-table-row',
  imports: [ProgressBar, RouterLink, RowAction, StatusChip],
  template: `
    <span class="name" role="cell">
      <a class="mono" [routerLink]="link()" [title]="row().title">{{ row().id }}</a>
    </span>
    <span class="kind" role="cell">{{ row().kind }}</span>
    <span class="status" role="cell"><app-status-chip [status]="row().status" /></span>
    <span class="progress" role="cell">
      <app-progress-bar [progress]="row().progress" [status]="row().status" [label]="'Progress of ' + row().id" />
      <small>{{ progressText() }}</small>
    </span>
    <span class="wide" role="cell">{{ started() }}</span>
    <span class="wide" role="cell">{{ elapsed() }}</span>
    <span class="wide" role="cell">{{ nextPoll() }}</span>
    <span class="actions" role="cell"><app-row-action [row]="row()" /></span>
  `,
  styleUrl: './table-row.css',
})
export class TableRow {
  readonly row = input.required<OperationRow>();
  readonly #now = inject(Clock).now;
  readonly #list = inject(OperationsList);

  readonly started = computed(() => startedText(this.row().seen));
  readonly link = computed(() => operationLink(this.row().name));
  readonly elapsed = computed(() => elapsedText(this.row(), this.#now));
  readonly progressText = computed(() => {
    const { progress, status } = this.row();
    if (!progress) return status === 'running' ? 'under way' : '';
    return progress.text || `${Math.floor(progress.fraction * 100)} %`;
  });
  /** One poll is for all, but those that have ended need none. */
  readonly nextPoll = computed(() =>
    this.row().status === 'running' ? dueText(this.#list.nextPoll(), this.#now()) : '—',
  );
}
