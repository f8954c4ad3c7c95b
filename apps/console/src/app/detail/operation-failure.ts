import { Component, computed, input } from '@angular/core';
import type { OperationError } from 'rxjs-longrunning';
import { statusCodeName } from 'rxjs-longrunning';
import { fieldsOf } from '../operations/fields-of.js';
import { visible, visibleLine } from '../shared/words.js';
import { FieldsTable } from './fields-table.js';

/** Why an operation failed, with all the details that the server gave. */
@Component({
  selector: 'app-operation-failure',
  imports: [FieldsTable],
  template: `
    <p>
      <strong>{{ code() }}</strong> <bdi>{{ message() }}</bdi>
    </p>
    @for (detail of details(); track $index) {
      <h3 class="mono">{{ detail.typeName }}</h3>
      <app-fields-table [fields]="detail.fields" />
    }
  `,
  styles: `
    p {
      margin: 0;
      overflow-wrap: anywhere;
    }

    strong {
      margin-right: 6px;
      color: var(--status);
    }

    h3 {
      margin: 14px 0 4px;
      color: var(--dim);
      font-size: 12.5px;
      font-weight: 500;
      overflow-wrap: anywhere;
    }
  `,
})
export class OperationFailure {
  readonly error = input.required<OperationError>();

  readonly message = computed(() => visible(this.error().statusMessage));
  readonly code = computed(() => statusCodeName(this.error().code));
  readonly details = computed(() =>
    this.error().details.map(({ typeName, packed }) => ({
      typeName: visibleLine(typeName),
      fields: fieldsOf(packed),
    })),
  );
}
