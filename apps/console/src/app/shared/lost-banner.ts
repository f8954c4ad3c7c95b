import { Component, computed, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { Connection, NO_ANSWER } from '../operations/connection.js';
import { Clock } from './clock.js';
import { visible } from './words.js';
import { countedDuration, dueText } from './duration-text.js';

/** Says that the server does not answer, since when, and when it is asked again. */
@Component({
  selector: 'app-lost-banner',
  imports: [MatButton, MatIcon],
  template: `
    <!-- There before it is needed, so that it is read out. What counts down is not, each second. -->
    <div role="status">
      @if (connection.offline()) {
        <p><mat-icon svgIcon="lost" /><strong>This device is offline.</strong> It goes on when that is over.</p>
      } @else if (connection.lost(); as lost) {
        <p>
          <mat-icon svgIcon="lost" /><strong>{{ noAnswer }}</strong>
          <span
            >What is shown was known before. (<bdi>{{ visible(lost.reason) }}</bdi
            >)</span
          >
        </p>
      }
    </div>
    @if (!connection.offline() && connection.lost(); as lost) {
      <section aria-label="Next try">
        <span>{{ next() }}</span>
        <button matButton type="button" (click)="lost.retry()">Try now</button>
      </section>
    }
  `,
  styleUrl: './lost-banner.css',
})
export class LostBanner {
  readonly connection = inject(Connection);
  readonly noAnswer = NO_ANSWER;
  readonly visible = visible;
  readonly #clock = inject(Clock);

  readonly next = computed(() => {
    const { since, nextTry } = this.connection.lost() ?? { since: 0 };
    const now = this.#clock.now();
    return `Away for ${countedDuration(now - since)}, next try ${dueText(nextTry, now)}`;
  });
}
