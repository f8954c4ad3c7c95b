import { Component, inject, input } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { RouterLink } from '@angular/router';
import { OperationActions } from '../operations/operation-actions.js';

/** What stands where no row does: why that is, and what to do. */
@Component({
  selector: 'app-list-note',
  imports: [MatButton, MatIcon, RouterLink],
  template: `
    @if (isLoading()) {
      @if (isLost()) {
        <mat-icon svgIcon="lost" />
        <p>Nothing is known yet: the server has not answered so far.</p>
      } @else {
        <p role="status">Asking for the operations …</p>
      }
    } @else if (isEmpty()) {
      <mat-icon svgIcon="empty" />
      <p>There are no operations yet.</p>
      <button matButton="outlined" type="button" (click)="actions.start()">Start a digest</button>
    } @else {
      <mat-icon svgIcon="search" />
      <p>No operation is like that.</p>
      <a matButton="outlined" routerLink="/">Show all</a>
    }
  `,
  styles: `
    :host {
      display: grid;
      flex: 1;
      place-content: center;
      justify-items: center;
      padding: 24px;
      color: var(--dim);
      text-align: center;
    }

    mat-icon {
      width: 40px;
      height: 40px;
      opacity: 0.7;
    }
  `,
})
export class ListNote {
  readonly isLoading = input.required<boolean>();
  readonly isLost = input.required<boolean>();
  readonly isEmpty = input.required<boolean>();
  readonly actions = inject(OperationActions);
}
