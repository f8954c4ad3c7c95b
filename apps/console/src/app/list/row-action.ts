import { Component, computed, inject, input } from '@angular/core';
import { MatIconButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { firstValueFrom } from 'rxjs';
import { injectOperations } from 'rxjs-longrunning/angular';
import { OperationActions } from '../operations/operation-actions.js';
import type { OperationRow } from '../operations/operation-row.js';

/** What can be done to an operation: cancel one that goes on, delete one that has ended. */
@Component({
  selector: 'app-row-action',
  imports: [MatIcon, MatIconButton],
  template: `
    <!-- One button for both: its focus stays when the operation ends. -->
    <button matIconButton type="button" [attr.aria-label]="label()" (click)="act()">
      <mat-icon [svgIcon]="row().message.done ? 'delete' : 'cancel'" />
    </button>
  `,
  styles: `
    button {
      color: var(--dim);

      --mat-icon-button-state-layer-size: 36px;
      --mat-icon-button-icon-size: 18px;
      --mat-icon-button-touch-target-display: none;
    }

    button:hover,
    button:focus-visible {
      color: var(--failed);
    }
  `,
})
export class RowAction {
  readonly row = input.required<OperationRow>();
  readonly #operations = injectOperations();
  readonly #actions = inject(OperationActions);

  readonly label = computed(() => `${this.row().message.done ? 'Delete' : 'Cancel'} ${this.row().id}`);

  act(): Promise<boolean> {
    const { message, name } = this.row();
    return message.done
      ? this.#actions.delete(name, () => firstValueFrom(this.#operations.delete$(message)))
      : this.#actions.cancel(name, () => firstValueFrom(this.#operations.cancel$(message)));
  }
}
