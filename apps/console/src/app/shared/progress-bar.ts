import { Component, computed, input } from '@angular/core';
import type { Status } from '../operations/operation-row.js';
import type { Progress } from './words.js';

/** How far an operation is; one that does not tell, and goes on, moves. */
@Component({
  selector: 'app-progress-bar',
  template: `<i [style.inline-size.%]="percent() ?? 30"></i>`,
  styles: `
    :host {
      display: block;
      height: 6px;
      overflow: hidden;
      border-radius: 3px;
      background: color-mix(in srgb, var(--status) 16%, transparent);
    }

    i {
      display: block;
      height: 100%;
      border-radius: 3px;
      background: var(--status);
      transition: inline-size 0.4s;
    }

    :host(:not([aria-valuenow])) i {
      animation: pass 1.8s ease-in-out infinite alternate;
    }

    @keyframes pass {
      to {
        transform: translateX(233%);
      }
    }

    /* At rest, a part of the bar would be taken for how far it is. */
    @media (prefers-reduced-motion: reduce) {
      :host(:not([aria-valuenow])) i {
        min-inline-size: 100%;
        background: repeating-linear-gradient(-45deg, var(--status) 0 6px, transparent 6px 12px);
      }
    }
  `,
  host: {
    role: 'progressbar',
    'aria-valuemin': '0',
    'aria-valuemax': '100',
    '[attr.aria-valuenow]': 'percent()',
    '[attr.aria-valuetext]': 'progress()?.text || null',
    '[attr.aria-label]': 'label()',
    '[attr.data-status]': 'status()',
  },
})
export class ProgressBar {
  readonly progress = input.required<Progress | undefined>();
  readonly status = input.required<Status>();
  /** What makes the progress, for those who do not see it. */
  readonly label = input.required<string>();

  readonly percent = computed(() => {
    const progress = this.progress();
    if (progress) return Math.floor(progress.fraction * 100);
    if (this.status() === 'running') return undefined;
    return this.status() === 'succeeded' ? 100 : 0;
  });
}
