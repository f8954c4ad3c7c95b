import { Component, input } from '@angular/core';
import { MatIcon } from '@angular/material/icon';
import type { Status } from '../operations/operation-row.js';

/** A status by colour, sign and word: none of them is needed to tell. */
@Component({
  selector: 'app-status-chip',
  imports: [MatIcon],
  template: `<mat-icon [svgIcon]="status()" aria-hidden="true" />{{ status() }}`,
  styles: `
    :host {
      display: inline-flex;
      align-items: center;
      gap: 5px;
      padding: 1px 9px 1px 6px;
      border-radius: 99px;
      background: color-mix(in srgb, var(--status) 11%, transparent);
      color: var(--status);
      font-size: 12.5px;
      font-weight: 550;
      line-height: 20px;
      text-transform: capitalize;
    }

    mat-icon {
      width: 14px;
      height: 14px;
    }

    :host([data-status='running']) mat-icon {
      animation: turn 1.6s linear infinite;
    }

    @keyframes turn {
      to {
        transform: rotate(360deg);
      }
    }
  `,
  host: { '[attr.data-status]': 'status()' },
})
export class StatusChip {
  readonly status = input.required<Status>();
}
