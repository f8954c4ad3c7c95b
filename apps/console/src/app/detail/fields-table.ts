import { Component, computed, input } from '@angular/core';
import type { Fields } from '../shared/words.js';
import { formatBytes, formatCount } from '../shared/words.js';

/** The fields of a message, by name. */
@Component({
  selector: 'app-fields-table',
  template: `
    <dl>
      @for (field of shown(); track field.key) {
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

  readonly shown = computed(() =>
    Object.entries(this.fields()).map(([key, value]) => ({ key, ...shownValue(key, value) })),
  );
}

/** Paths and digests, and what else is long and has no spaces. */
const CODE = /^\S{16,}$|\//;

/** 64-bit integers come as strings. With a zero before it, a number is no count. */
function shownValue(key: string, value: unknown): { readonly text: string; readonly isCode: boolean } {
  if (typeof value === 'object' && value !== null) return { text: JSON.stringify(value, undefined, 2), isCode: true };
  const text = String(value);
  if (!/^(0|[1-9]\d{0,14})$/.test(text)) return { text, isCode: CODE.test(text) };
  const isBytes = /bytes/i.test(key) && Number(text) >= 1_000;
  return { text: formatCount(Number(text)) + (isBytes ? ` (${formatBytes(Number(text))})` : ''), isCode: false };
}
