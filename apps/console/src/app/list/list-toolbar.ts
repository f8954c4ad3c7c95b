import { Component, computed, inject, input } from '@angular/core';
import { MatIconButton } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatIcon } from '@angular/material/icon';
import { MatInput } from '@angular/material/input';
import { Router } from '@angular/router';
import { OperationsList } from '../operations/operations-list.js';
import { formatCount } from '../shared/words.js';

/** The heading of the table, with what is searched for, which is kept in the URL. */
@Component({
  selector: 'app-list-toolbar',
  imports: [MatFormFieldModule, MatIcon, MatIconButton, MatInput],
  template: `
    <h1 id="list-heading">Operations</h1>
    <p role="status">{{ count() }}</p>
    <mat-form-field appearance="outline" subscriptSizing="dynamic">
      <mat-icon matPrefix svgIcon="search" aria-hidden="true" />
      <input
        #box
        matInput
        type="search"
        aria-label="Search names and kinds"
        placeholder="Search"
        [value]="search() ?? ''"
        (input)="searchFor(box.value)"
      />
    </mat-form-field>
    <button matIconButton type="button" aria-label="Refresh the list" (click)="list.refresh()">
      <mat-icon svgIcon="refresh" />
    </button>
  `,
  styleUrl: './list-toolbar.css',
})
export class ListToolbar {
  readonly search = input<string>();
  readonly shown = input.required<number>();
  readonly list = inject(OperationsList);
  readonly #router = inject(Router);

  readonly count = computed(() => {
    const all = this.list.rows()?.length;
    if (all === undefined) return '';
    return this.shown() === all ? formatCount(all) : `${formatCount(this.shown())} of ${formatCount(all)}`;
  });

  /** Each letter replaces the entry of the history: back leads to the page before. */
  searchFor(text: string): void {
    const queryParams = { q: text || null };
    void this.#router.navigate([], { queryParams, queryParamsHandling: 'merge', replaceUrl: true });
  }
}
