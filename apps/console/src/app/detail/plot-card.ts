import { Component, input } from '@angular/core';
import type { AlignedData } from 'uplot';
import { Plot } from './plot.js';
import type { PlotLine } from './plot-options.js';

/** What a card with a plot shows. */
export interface PlotContent {
  readonly heading: string;
  readonly lines: readonly PlotLine[];
  readonly data: AlignedData;
  /** A value of the vertical axis in words. */
  readonly words: (value: number) => string;
  /** Where the vertical axis ends, as `Plot` has it. */
  readonly top?: number;
  /** All of it in words. */
  readonly label: string;
}

/** A plot with its heading, the names of its lines, and what it shows in words. */
@Component({
  selector: 'app-plot-card',
  imports: [Plot],
  template: `
    @let plot = content();
    <h2>
      {{ plot.heading }}
      <span>
        @for (line of plot.lines; track line) {
          @if (line.name) {
            <i [class]="line.drawn" [style.color]="'var(' + line.colour + ')'"></i>{{ line.name }}
          }
        }
      </span>
    </h2>
    <app-plot
      [lines]="plot.lines"
      [data]="plot.data"
      [words]="plot.words"
      [top]="plot.top"
      [attr.aria-label]="plot.label"
    />
    <p>{{ plot.label }}</p>
  `,
  styleUrl: './plot-card.css',
})
export class PlotCard {
  readonly content = input.required<PlotContent>();
}
