import { Component, computed, inject, input } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { Connection } from '../operations/connection.js';
import { OperationsList } from '../operations/operations-list.js';
import { filteredRows } from './filtered-rows.js';
import { ListNote } from './list-note.js';
import { ListToolbar } from './list-toolbar.js';
import { OperationsTable } from './operations-table.js';
import { StatusTiles } from './status-tiles.js';

/** All operations: how many there are of each status, and the table of those that are asked for. */
@Component({
  selector: 'app-list-page',
  imports: [ListNote, ListToolbar, OperationsTable, StatusTiles],
  template: `
    <app-status-tiles [rows]="list.rows()" [status]="status()" [search]="q()" />
    <section class="card" aria-labelledby="list-heading">
      <app-list-toolbar [search]="q()" [shown]="shown().length" />
      @if (shown().length > 0) {
        <app-operations-table [rows]="shown()" />
      } @else {
        <app-list-note [isLoading]="list.rows() === undefined" [isLost]="isLost()" [isEmpty]="rows().length === 0" />
      }
    </section>
  `,
  styles: `
    :host {
      display: flex;
      flex-direction: column;
      gap: 14px;
      box-sizing: border-box;
      height: 100%;
      min-height: 420px;
      padding: 16px max(16px, calc((100vw - 1360px) / 2));
    }

    section {
      display: flex;
      flex: 1;
      flex-direction: column;
      min-height: 0;
      overflow: hidden;
    }

    @media (width < 720px) {
      :host {
        gap: 10px;
        padding: 10px;
      }
    }
  `,
})
export class ListPage {
  /** From the URL. */
  readonly status = input<string>();
  /** What is searched for, from the URL. */
  readonly q = input<string>();

  readonly list = inject(OperationsList);
  readonly rows = computed(() => this.list.rows() ?? []);
  readonly shown = computed(() => filteredRows(this.rows(), { status: this.status(), search: this.q() }));
  readonly #connection = inject(Connection);
  readonly isLost = computed(() => this.#connection.lost() !== undefined);

  constructor() {
    this.list.polling$.pipe(takeUntilDestroyed()).subscribe();
  }
}
