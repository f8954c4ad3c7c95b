import { Component, computed, input, output } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { visible } from '../shared/words.js';
import { isPollError, StatusCode } from 'rxjs-longrunning';

/** What stands where an operation is not known: that it is asked for, or why it is not asked for any more. */
@Component({
  selector: 'app-operation-note',
  imports: [MatButton, RouterLink],
  template: `
    @if (error(); as error) {
      <h1>{{ title() }}</h1>
      <p role="alert">{{ visible(error.message) }}</p>
      <p>
        <button matButton="outlined" type="button" (click)="retry.emit()">Ask again</button>
        <a matButton routerLink="/">All operations</a>
      </p>
    } @else {
      <h1>{{ visible(name()) }}</h1>
      <p role="status">Asking for the operation …</p>
    }
  `,
  styles: `
    :host {
      display: block;
      grid-column: 1 / -1;
      padding: 14px 18px;
    }

    h1 {
      margin: 0;
      font-size: 20px;
      font-weight: 620;
      overflow-wrap: anywhere;
    }

    p {
      margin: 10px 0 0;
      color: var(--dim);
      overflow-wrap: anywhere;
    }
  `,
})
export class OperationNote {
  readonly name = input.required<string>();
  readonly error = input.required<Error | undefined>();
  readonly retry = output();
  readonly visible = visible;

  readonly title = computed(() => {
    const error = this.error();
    const isMissing = isPollError(error) && error.code === StatusCode.NOT_FOUND;
    return isMissing ? 'The server does not know this operation' : 'This operation is not polled any more';
  });
}
