import { Component, computed, input, output } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { RouterLink } from '@angular/router';
import type { AnsweredState } from 'rxjs-longrunning';
import { kindOf, shownProgress } from '../operations/operation-row.js';
import { ProgressBar } from '../shared/progress-bar.js';
import { StatusChip } from '../shared/status-chip.js';
import { visibleLine } from '../shared/words.js';

/** Which operation it is, how far it is, and what can be done to it. */
@Component({
  selector: 'app-operation-heading',
  imports: [MatButton, MatIcon, ProgressBar, RouterLink, StatusChip],
  template: `
    <a class="back" routerLink="/"><mat-icon svgIcon="back" />All operations</a>
    <div class="line">
      <h1>
        {{ kind() }} <span role="status"><app-status-chip [status]="state().status" /></span>
        <small class="mono"
          ><bdi>{{ name() }}</bdi></small
        >
      </h1>
      <div class="actions">
        <!-- Buttons that stay, so that their focus does, too, when the operation ends. -->
        <button matButton="outlined" type="button" disabledInteractive [disabled]="state().done" (click)="poll.emit()">
          <mat-icon svgIcon="refresh" />Poll now
        </button>
        <button matButton="outlined" type="button" (click)="state().done ? delete.emit() : cancel.emit()">
          <mat-icon [svgIcon]="state().done ? 'delete' : 'cancel'" />{{ state().done ? 'Delete' : 'Cancel' }}
        </button>
      </div>
    </div>
    <app-progress-bar [progress]="progress()" [status]="state().status" [label]="'Progress of ' + name()" />
    <p>
      <strong>{{ percent() }}</strong><span>{{ progress()?.text }}</span
      ><span class="estimate">{{ estimate() }}</span>
    </p>
  `,
  styleUrl: './operation-heading.css',
})
export class OperationHeading {
  readonly state = input.required<AnsweredState>();
  /** When it will end, in words. */
  readonly estimate = input.required<string>();
  readonly poll = output();
  readonly cancel = output();
  readonly delete = output();

  readonly name = computed(() => visibleLine(this.state().name));
  readonly kind = computed(() => kindOf(this.state().message));
  readonly progress = computed(() => {
    const { metadata } = this.state().message;
    return metadata && shownProgress(metadata);
  });
  readonly percent = computed(() => {
    const fraction = this.state().status === 'succeeded' ? 1 : this.progress()?.fraction;
    return fraction === undefined ? '' : `${Math.floor(fraction * 100)} %`;
  });
}
