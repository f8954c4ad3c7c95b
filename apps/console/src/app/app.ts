import type { ElementRef } from '@angular/core';
import { Component, inject, viewChild } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { NavigationEnd, Router, RouterLink, RouterOutlet } from '@angular/router';
import { distinctUntilChanged, filter, map, skip } from 'rxjs';
import { OperationActions } from './operations/operation-actions.js';
import { LostBanner } from './shared/lost-banner.js';

/** What is around every page. */
@Component({
  selector: 'app-root',
  imports: [LostBanner, MatButton, MatIcon, RouterLink, RouterOutlet],
  template: `
    <button class="skip" type="button" (click)="main.focus()">Skip to the content</button>
    <header>
      <a class="brand" routerLink="/">
        <svg viewBox="0 0 32 32" aria-hidden="true">
          <circle cx="16" cy="16" r="12" />
          <path d="M16 4a12 12 0 1 1-10.400 18" />
        </svg>
        <span>longrunning <small>console</small></span>
      </a>
      <button matButton="filled" type="button" (click)="actions.start()">
        <mat-icon svgIcon="add" />Start a digest
      </button>
    </header>
    <app-lost-banner />
    <main #main tabindex="-1"><router-outlet /></main>
  `,
  styleUrl: './app.css',
})
export class App {
  readonly actions = inject(OperationActions);
  readonly mainElement = viewChild.required<ElementRef<HTMLElement>>('main');

  constructor() {
    const path$ = inject(Router).events.pipe(
      filter((event) => event instanceof NavigationEnd),
      map(({ urlAfterRedirects }) => urlAfterRedirects.replace(/\?.*/, '')),
      distinctUntilChanged(),
    );
    // A screen reader goes on where the focus is, which went with the last page.
    path$.pipe(skip(1), takeUntilDestroyed()).subscribe(() => this.mainElement().nativeElement.focus());
  }
}
