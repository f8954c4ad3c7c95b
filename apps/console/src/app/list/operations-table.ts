import { BreakpointObserver } from '@angular/cdk/layout';
import { CdkFixedSizeVirtualScroll, CdkVirtualForOf, CdkVirtualScrollViewport } from '@angular/cdk/scrolling';
import { Component, computed, inject, input } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import type { OperationRow } from '../operations/operation-row.js';
import { TableRow } from './table-row.js';

/** Operations in rows, of which only those exist that are in sight. */
@Component({
  selector: 'app-operations-table',
  imports: [CdkFixedSizeVirtualScroll, CdkVirtualForOf, CdkVirtualScrollViewport, TableRow],
  template: `
    <div class="table" role="table" aria-labelledby="list-heading" [attr.aria-rowcount]="rows().length + 1">
      <div role="rowgroup">
        <div class="head columns" role="row" aria-rowindex="1">
          @for (column of columns; track column) {
            <span role="columnheader">{{ column }}</span>
          }
        </div>
      </div>
      <cdk-virtual-scroll-viewport role="rowgroup" tabindex="0" [itemSize]="rowHeight()">
        <app-table-row
          *cdkVirtualFor="let row of rows(); let index = index; trackBy: byName"
          role="row"
          class="columns"
          [attr.aria-rowindex]="index + 2"
          [row]="row"
          [style.height.px]="rowHeight()"
        />
      </cdk-virtual-scroll-viewport>
    </div>
  `,
  styleUrl: './operations-table.css',
})
export class OperationsTable {
  readonly rows = input.required<readonly OperationRow[]>();
  readonly columns = ['Operation', 'Kind', 'Status', 'Progress', 'Started', 'Elapsed', 'Next poll', 'Actions'];

  readonly #narrow = toSignal(inject(BreakpointObserver).observe('(width < 880px)'), { requireSync: true });
  /** In px: where the columns have no room, a row has three lines. */
  readonly rowHeight = computed(() => (this.#narrow().matches ? 88 : 44));

  /** The element of a row stays with its operation. */
  readonly byName = (_index: number, { name }: OperationRow): string => name;
}
