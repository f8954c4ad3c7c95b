import {
  Component,
  DestroyRef,
  effect,
  ElementRef,
  inject,
  input,
  signal,
  untracked,
  ViewEncapsulation,
} from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { fromEvent, map } from 'rxjs';
import type { AlignedData } from 'uplot';
import uPlot from 'uplot';
import type { PlotLine } from './plot-options.js';
import { plotOptions } from './plot-options.js';

/** A plot over time, in seconds. It is a picture: what it shows is said by its label, and in words around it. */
@Component({
  selector: 'app-plot',
  template: '',
  styleUrls: ['../../../node_modules/uplot/dist/uPlot.min.css'],
  styles: `
    app-plot {
      display: block;
      height: 190px;
      overflow: hidden;
    }
  `,
  encapsulation: ViewEncapsulation.None,
  host: { role: 'img' },
})
export class Plot {
  /** One for each row of the data after the first. */
  readonly lines = input.required<readonly PlotLine[]>();
  /** Seconds, then the values of each line at them. */
  readonly data = input.required<AlignedData>();
  /** A value of the vertical axis in words. */
  readonly words = input.required<(value: number) => string>();
  /** Where the vertical axis ends, in percent; without it, it is in seconds and ends above the values. */
  readonly top = input<number>();

  readonly #element = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  readonly #width = signal(0);
  /** Colours are drawn, so they are drawn anew when they change. */
  readonly #scheme = toSignal(fromEvent(matchMedia('(prefers-color-scheme: dark)'), 'change').pipe(map(() => ({}))));

  constructor() {
    const observer = new ResizeObserver(([entry]) => this.#width.set(Math.floor(entry?.contentRect.width ?? 0)));
    observer.observe(this.#element);
    const plot = signal<uPlot | undefined>(undefined);
    effect((onCleanup) => {
      this.#scheme();
      const options = plotOptions(this.#element, { lines: this.lines(), words: this.words(), top: this.top() });
      const made = new uPlot(options, untracked(this.data), this.#element);
      plot.set(made);
      onCleanup(() => made.destroy());
    });
    effect(() => plot()?.setSize({ width: this.#width(), height: this.#element.clientHeight }));
    effect(() => plot()?.setData(this.data()));
    inject(DestroyRef).onDestroy(() => observer.disconnect());
  }
}
