import { Component, input } from '@angular/core';
import type { AlignedData } from 'uplot';
import { Plot } from './plot.js';
import type { PlotLine } from './plot-options.js';

/** A plot with its heading, the names of its lines, and what it shows in words. */
@Component({
  selector: 'app-plot-card',
  imports: [Plot],
  template: `
    <h2>
      {{ heading() }}
      <span>
        @for (line of lines(); track line) {
          @if (line.name) {
            <i [class]="line.drawn" [style.color]="'var(' + line.colour + ')'"></i>{{ line.name }}
          }
        }
      </span>
    </h2>
    <app-plot [lines]="lines()" [data]="data()" [words]="words()" [top]="top()" [attr.aria-label]="label()" />
    <p>{{ label() }}</p>
  `,
  styleUrl: './plot-card.css',
})
export class PlotCard {
  readonly heading = input.required<string>();
  readonly lines = input.required<readonly PlotLine[]>();
  readonly data = input.required<AlignedData>();
  /** A value of the vertical axis in words. */
  readonly words = input.required<(value: number) => string>();
  /** Where the vertical axis ends, as `Plot` has it. */
  readonly top = input<number>();
  readonly label = input.required<string>();
}
