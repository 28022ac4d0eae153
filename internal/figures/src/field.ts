import { contour, type Dot, dot, frame, identity, plot, text } from '@observablehq/plot';
import type { Field } from '@thaw/experiments/picture';

import { type Canvas, chartStyle, type Drawing } from './drawing.ts';
import { border, iceToWarm, sides } from './palette.ts';

/** With more examples than this they are drawn small and without their target written inside. */
const mostLabelled = 16;

/**
 * A decision boundary: what the model answers all over a square, from blue (0) to orange (1), a line where it is
 * undecided, and the examples as circles (target 0) and triangles (target 1).
 *
 * Filled contours rather than pixels: they need no canvas, which Node lacks, and are a tenth of the size.
 */
export function drawField({ low, high, cells, values, points }: Field, canvas: Canvas): Drawing {
  const margin = { left: 44, right: 12, top: 12, bottom: 36 };
  const width = Math.min(canvas.width, 400);
  const place = { x: 'x', y: 'y' };
  const rim = (high - low) / cells;
  const grid = {
    width: cells + 2,
    height: cells + 2,
    x1: low - rim,
    x2: high + rim,
    y1: low - rim,
    y2: high + rim,
    clip: true,
  };
  const extended = withRim(values, cells);
  const few = points.length <= mostLabelled;
  const chart = plot({
    ...chartStyle(canvas),
    width,
    height: width - margin.left - margin.right + margin.top + margin.bottom,
    marginLeft: margin.left,
    marginRight: margin.right,
    marginTop: margin.top,
    marginBottom: margin.bottom,
    x: { domain: [low, high], label: null, ticks: 5 },
    y: { domain: [low, high], label: null, ticks: 5 },
    color: { type: 'linear', domain: [0, 1], clamp: true, interpolate: iceToWarm },
    marks: [
      contour(extended, { ...grid, fill: identity, thresholds: steps(0, 0.95, 0.05), stroke: 'none' }),
      contour(extended, { ...grid, thresholds: [0.5], stroke: border, strokeWidth: 1.5, fill: 'none' }),
      frame({ strokeOpacity: 0.4 }),
      ...([0, 1] as const).map((side) => examples(points, side, few)),
      ...(few ? [text(points, { ...place, text: labelOf, fill: 'white', fontWeight: 'bold', dy: 1 })] : []),
    ],
  });
  return {
    chart,
    description: `What the model answers for x and y from ${low} to ${high}, from 0 to 1. ${examplesInWords(points, few)}`,
    legend: [
      { sign: 'circle', colour: sides[0], text: 'target 0' },
      { sign: 'triangle', colour: sides[1], text: 'target 1' },
      { sign: 'border', colour: border, text: 'undecided (0.5)' },
    ],
  };
}

type Example = Field['points'][number];

/**
 * The values with one more cell on every side, equal to its neighbour: contours close along the edge of their grid, and
 * there the closing lines fall outside the frame.
 */
function withRim(values: readonly number[], cells: number): number[] {
  const within = (i: number): number => Math.min(cells - 1, Math.max(0, i - 1));
  const side = cells + 2;
  return Array.from(
    { length: side * side },
    (_, i) => values[within(Math.floor(i / side)) * cells + within(i % side)]!,
  );
}

function examples(points: readonly Example[], side: 0 | 1, few: boolean): Dot {
  return dot(
    points.filter((point) => Number(isOne(point)) === side),
    {
      x: 'x',
      y: 'y',
      r: few ? 11 : 3.5,
      symbol: side === 1 ? 'triangle' : 'circle',
      fill: sides[side],
      stroke: 'white',
      strokeWidth: few ? 2 : 0.75,
    },
  );
}

function isOne({ target }: Example): boolean {
  return target > 0.5;
}

function labelOf(point: Example): string {
  return isOne(point) ? '1' : '0';
}

function examplesInWords(points: readonly Example[], few: boolean): string {
  if (few) return `Examples: ${points.map(({ x, y, target }) => `(${x}, ${y}) is ${target}`).join(', ')}.`;
  const ones = points.filter(isOne).length;
  return `${points.length - ones} examples of target 0, ${ones} of target 1.`;
}

function steps(from: number, to: number, by: number): number[] {
  return Array.from({ length: Math.round((to - from) / by) + 1 }, (_, i) => from + i * by);
}
