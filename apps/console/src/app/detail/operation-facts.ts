import { Component, computed, input } from '@angular/core';
import type { AnsweredState } from 'rxjs-longrunning';
import { fieldsOf } from '../operations/fields-of.js';
import { FieldsTable } from './fields-table.js';
import { OperationFailure } from './operation-failure.js';

/** What the server tells of an operation: its end, if it has come to that, and its metadata. */
@Component({
  selector: 'app-operation-facts',
  imports: [FieldsTable, OperationFailure],
  template: `
    @let shown = state();
    @if (shown.status === 'succeeded') {
      <section class="card end" aria-labelledby="result" [attr.data-status]="shown.status">
        <h2 id="result">Result</h2>
        @if (result(); as fields) {
          <app-fields-table [fields]="fields" />
        } @else {
          <p>It ended well, and there is no more to tell.</p>
        }
      </section>
    } @else if (shown.status !== 'running') {
      <section class="card end" aria-labelledby="error" [attr.data-status]="shown.status">
        <h2 id="error">Error</h2>
        <app-operation-failure [error]="shown.error" />
      </section>
    }
    <section class="card" aria-labelledby="metadata">
      <h2 id="metadata">Metadata</h2>
      @if (metadata(); as fields) {
        <app-fields-table [fields]="fields" />
      } @else {
        <p>The operation has none.</p>
      }
    </section>
  `,
  styles: `
    :host {
      display: grid;
      gap: inherit;
      align-content: start;
    }

    section {
      padding: 14px 16px;
    }

    .end {
      padding-left: 13px;
      border-left: 4px solid var(--status);
    }

    h2 {
      margin: 0 0 8px;
      font-size: 14px;
      font-weight: 620;
    }

    p {
      margin: 0;
      color: var(--dim);
    }
  `,
})
export class OperationFacts {
  readonly state = input.required<AnsweredState>();

  readonly metadata = computed(() => {
    const { metadata } = this.state().message;
    return metadata && fieldsOf(metadata);
  });
  readonly result = computed(() => {
    const { response } = this.state().message;
    return response && Object.keys(fieldsOf(response)).length > 0 ? fieldsOf(response) : undefined;
  });
}
