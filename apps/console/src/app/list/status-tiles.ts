import { Component, computed, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { OperationRow, Status } from '../operations/operation-row.js';
import { formatCount } from '../shared/words.js';

const STATUSES: readonly Status[] = ['running', 'succeeded', 'failed', 'cancelled'];

/** How many operations there are of each status; each is a link to them, and all together a bar. */
@Component({
  selector: 'app-status-tiles',
  imports: [RouterLink],
  template: `
    <nav aria-label="Operations by status">
      @for (tile of tiles(); track tile.status) {
        <a
          class="card"
          routerLink="/"
          [queryParams]="{ status: tile.status, q: search() || null }"
          [attr.aria-current]="tile.status === (status() || null) ? 'page' : null"
          [attr.data-status]="tile.status"
        >
          <span>{{ tile.status ?? 'all' }}</span>
          <strong>{{ tile.text }}</strong>
        </a>
      }
    </nav>
    <div class="share" aria-hidden="true">
      @for (tile of tiles(); track tile.status) {
        @if (tile.status) {
          <i [attr.data-status]="tile.status" [style.flex-grow]="tile.count"></i>
        }
      }
    </div>
  `,
  styleUrl: './status-tiles.css',
})
export class StatusTiles {
  /** Nothing before the first answer. */
  readonly rows = input.required<readonly OperationRow[] | undefined>();
  readonly status = input<string>();
  readonly search = input<string>();

  readonly tiles = computed(() => {
    const rows = this.rows();
    const counts = new Map<Status | null, number>([[null, rows?.length ?? 0]]);
    for (const { status } of rows ?? []) counts.set(status, (counts.get(status) ?? 0) + 1);
    return [null, ...STATUSES].map((status) => {
      const count = counts.get(status) ?? 0;
      return { status, count, text: rows ? formatCount(count) : '—' };
    });
  });
}
