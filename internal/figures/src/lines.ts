import { dot, line, plot, ruleY } from '@observablehq/plot';
import type { Lines } from '@thaw/experiments/picture';

import { type Canvas, chartStyle, type Drawing } from './drawing.ts';
import { curves as palette } from './palette.ts';
import { thin } from './thin.ts';

/** More points than this cost space and show nothing more. */
const mostPoints = 500;

/** Curves over steps. The y axis is logarithmic where the values span two decades or more, none of them zero. */
export function drawLines({ series, x, y }: Lines, canvas: Canvas): Drawing {
  const curves = series.map(({ name, points }, i) => ({
    name,
    ...palette[i % palette.length]!,
    points: thin(points, mostPoints),
  }));
  const values = curves.flatMap(({ points }) => points.map(([, value]) => value));
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const steps = curves.flatMap(({ points }) => points.map(([step]) => step));
  const alone = Math.max(...steps) === Math.min(...steps); // one step so far
  const logarithmic = low > 0 && high / low >= 100;
  const chart = plot({
    ...chartStyle(canvas),
    width: canvas.width,
    height: Math.round(0.58 * canvas.width),
    marginLeft: 52,
    marginTop: 26,
    marginBottom: 40,
    x: {
      label: x,
      nice: false,
      ticks: alone ? [steps[0]!] : 6,
      ...(alone ? { domain: [steps[0]! - 1, steps[0]! + 1], tickFormat: String } : {}),
      labelArrow: 'none',
    },
    y: {
      label: y,
      ...(logarithmic
        ? { type: 'log' as const, ticks: powersOfTen(low, high), tickFormat: shortNumber }
        : { zero: true, nice: true, ticks: 5 }),
      grid: true,
      labelArrow: 'none',
    },
    marks: [
      ...(logarithmic ? [] : [ruleY([0], { strokeOpacity: 0.4 })]),
      ...curves
        .filter(({ points }) => points.length === 1)
        .map(({ points, colour }) => dot(points, { x: '0', y: '1', fill: colour })),
      ...curves.map(({ points, colour, dash }) =>
        line(points, {
          x: '0',
          y: '1',
          stroke: colour,
          strokeWidth: 1.75,
          strokeLinejoin: 'round',
          ...(dash === '' ? {} : { strokeDasharray: dash }),
        }),
      ),
    ],
  });
  const ends = series.map(({ name, points }) => {
    const finite = points.map(([, value]) => value).filter(Number.isFinite);
    if (finite.length === 0) return `${name} has no finite value`;
    return `${name} goes from ${shortNumber(finite[0]!)} to ${shortNumber(finite.at(-1)!)}`;
  });
  return {
    chart,
    description: `${y} by ${x}: ${ends.join('; ')}.`,
    legend:
      curves.length < 2
        ? []
        : curves.map(({ name, colour, dash }) => ({ sign: 'line', colour, dash, text: name })),
  };
}

function powersOfTen(low: number, high: number): number[] {
  const first = Math.ceil(Math.log10(low));
  const last = Math.floor(Math.log10(high));
  return Array.from({ length: last - first + 1 }, (_, i) => 10 ** (first + i));
}

function shortNumber(value: number): string {
  return String(Number(value.toPrecision(3)));
}
