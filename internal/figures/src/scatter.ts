import { dot, plot, text } from '@observablehq/plot';
import type { Scatter } from '@thaw/experiments/picture';

import { type Canvas, chartStyle, type Drawing, type LegendEntry } from './drawing.ts';
import { curves } from './palette.ts';

/** A group is told by its colour and its shape. */
const symbols = [
  'circle',
  'triangle',
  'square',
  'diamond',
  'cross',
  'star',
] as const satisfies LegendEntry['sign'][];

/** Points of a plane in groups. Few groups have a shape each; of more, such as ten digits, each point is its group's name. */
export function drawScatter({ x, y, groups }: Scatter, canvas: Canvas): Drawing {
  const places = groups.flatMap(({ points }) => points).filter((point) => Number.isFinite(point.x + point.y));
  const shaped = groups.length <= symbols.length;
  const many = places.length > 60;
  const chart = plot({
    ...chartStyle(canvas),
    width: canvas.width,
    height: Math.round(0.82 * canvas.width),
    marginLeft: 48,
    marginTop: 24,
    marginBottom: 40,
    x: { label: x, labelArrow: 'none', nice: true, ticks: 6 },
    y: { label: y, labelArrow: 'none', nice: true, ticks: 6 },
    grid: true,
    marks: groups.flatMap(({ name, points }, i) => {
      const { colour } = curves[i % curves.length]!;
      const finite = points.filter((point) => Number.isFinite(point.x + point.y));
      if (!shaped) {
        return [
          text(finite, { x: 'x', y: 'y', text: () => name, fill: colour, fontSize: 11, fontWeight: 600 }),
        ];
      }
      const labelled = finite.filter(({ label }) => label !== undefined);
      return [
        dot(finite, {
          x: 'x',
          y: 'y',
          r: many ? 2.5 : 4.5,
          symbol: symbols[i]!,
          fill: colour,
          fillOpacity: 0.8,
        }),
        ...(labelled.length > 0
          ? [text(labelled, { x: 'x', y: 'y', text: 'label', dy: -10, fill: 'currentColor', fontSize: 12 })]
          : []),
      ];
    }),
  });
  return {
    chart,
    description: groups.map((group) => `${group.name}: ${aboutGroup(group)}`).join('; ') + '.',
    legend:
      shaped && groups.length > 1
        ? groups.map(({ name }, i) => ({ sign: symbols[i]!, colour: curves[i]!.colour, text: name }))
        : [],
  };
}

/** How many points a group has and where its middle lies. */
function aboutGroup({ points }: Scatter['groups'][number]): string {
  const mean = (values: readonly number[]): string =>
    (values.reduce((sum, value) => sum + value, 0) / (values.length || 1)).toFixed(2);
  const middle = `(${mean(points.map((point) => point.x))}, ${mean(points.map((point) => point.y))})`;
  return `${points.length} ${points.length === 1 ? 'point' : 'points'} around ${middle}`;
}
