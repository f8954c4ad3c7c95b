import uPlot from 'uplot';
import { formatDuration } from '../shared/words.js';

/** How a line is drawn, in a colour that is a custom property of CSS, such as `--running`. */
export interface PlotLine {
  readonly colour: string;
  /** `steps`: each value holds since the one before. `rings`: what is still to come. */
  readonly drawn: 'area' | 'dashes' | 'marks' | 'rings' | 'steps';
  /** What it shows, for the legend; absent where another line says it. */
  readonly name?: string;
}

/** What a plot shows beside its values. */
export interface PlotLook {
  readonly lines: readonly PlotLine[];
  readonly words: (value: number) => string;
  /** Where the vertical axis ends, in percent; absent for one in seconds, which ends above the values. */
  readonly top: number | undefined;
}

const noPath = (): null => null;

/** The options of uPlot, in the colours that hold for an element. */
export function plotOptions(element: HTMLElement, { lines, words, top }: PlotLook): uPlot.Options {
  const colour = (property: string): string => colourOf(element, property);
  const axis = { stroke: colour('--dim'), font: '11px system-ui, sans-serif', ticks: { show: false } };
  const grid = { stroke: colour('--line'), width: 1 };
  return {
    width: Math.max(1, element.clientWidth),
    height: element.clientHeight,
    padding: [14, 14, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: false, range: (_plot, _min, max) => [0, max > 0 ? max * 1.03 : 1] },
      y: { range: (_plot, _min, max) => [0, top ?? Math.max(1, max * 1.15)] },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        size: 26,
        space: 70,
        incrs: STEPS,
        values: (_plot, values) => values.map(secondsText),
      },
      {
        ...axis,
        grid,
        gap: 9,
        size: 56,
        space: 36,
        incrs: top === undefined ? STEPS : [25],
        values: (_plot, values) => values.map(words),
      },
    ],
    series: [{}, ...lines.map((line) => seriesOf(line, colour(line.colour), colour('--card')))],
  };
}

function seriesOf({ drawn }: PlotLine, stroke: string, card: string): uPlot.Series {
  const isMark = drawn === 'marks' || drawn === 'rings';
  const points = { show: isMark, size: 8, width: 2, stroke, fill: drawn === 'rings' ? card : stroke };
  if (isMark) return { stroke, points, paths: noPath };
  const fill = drawn === 'dashes' ? undefined : faint(stroke);
  const paths = drawn === 'steps' ? uPlot.paths.stepped?.({ align: -1 }) : undefined;
  return {
    stroke,
    points,
    spanGaps: true,
    width: drawn === 'steps' ? 1.5 : 2,
    ...(fill && { fill }),
    ...(paths && { paths }),
    ...(drawn === 'dashes' && { dash: [5, 5] }),
  };
}

/** Round steps of an axis in seconds, up to twelve hours. */
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 28_800, 43_200];

/** Seconds on an axis, where `2 m` is enough for `2 m 0 s`. */
export function secondsText(seconds: number): string {
  return formatDuration(seconds * 1_000).replace(/(?<=[hm]) 0 [ms]$/, '');
}

function faint(colour: string): string {
  return colour.replace(/^rgb\((.*)\)$/, 'rgba($1, 0.12)');
}

/** A custom property as the browser resolves it: light or dark. */
function colourOf(element: HTMLElement, property: string): string {
  const probe = element.ownerDocument.createElement('i');
  probe.style.color = `var(${property})`;
  element.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
