import { Component, computed, input } from '@angular/core';
import type { Fields } from '../shared/words.js';
import { shownFields } from './shown-fields.js';

/** The fields of a message, by name. */
@Component({
  selector: 'app-fields-table',
  template: `
    <dl>
      @for (field of shown(); track $index) {
        <dt>{{ field.key }}</dt>
        <dd [class.mono]="field.isCode">{{ field.text }}</dd>
      } @empty {
        <dt>Nothing</dt>
      }
    </dl>
  `,
  styles: `
    dl {
      display: grid;
      grid-template-columns: minmax(90px, auto) 1fr;
      align-items: baseline;
      gap: 5px 16px;
      margin: 0;
    }

    dt {
      color: var(--dim);
    }

    dd {
      margin: 0;
      overflow-wrap: anywhere;
      white-space: pre-wrap;
    }
  `,
})
export class FieldsTable {
  readonly fields = input.required<Fields>();

  readonly shown = computed(() => shownFields(this.fields()));
}
