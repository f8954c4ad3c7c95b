import { Component, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule } from '@angular/material/dialog';

/** What is asked. */
export interface Question {
  readonly title: string;
  readonly text: string;
  /** What is about to be done, as the button says it. */
  readonly action: string;
}

/** Asks before something that cannot be undone is done: closes with `true` if it is to be. */
@Component({
  selector: 'app-confirm-dialog',
  imports: [MatButton, MatDialogModule],
  template: `
    <h2 mat-dialog-title>{{ question.title }}</h2>
    <mat-dialog-content>{{ question.text }}</mat-dialog-content>
    <mat-dialog-actions align="end">
      <button matButton type="button" mat-dialog-close>Keep it</button>
      <button class="danger" matButton="filled" type="button" [mat-dialog-close]="true">{{ question.action }}</button>
    </mat-dialog-actions>
  `,
  styles: `
    mat-dialog-content {
      overflow-wrap: anywhere;
    }

    .danger {
      --mat-button-filled-container-color: var(--failed);
      --mat-button-filled-label-text-color: var(--card);
    }
  `,
})
export class ConfirmDialog {
  readonly question = inject<Question>(MAT_DIALOG_DATA);
}
