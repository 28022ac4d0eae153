import { cell, plot, text } from '@observablehq/plot';
import type { Heatmap } from '@thaw/experiments/picture';

import { type Canvas, chartStyle, type Drawing } from './drawing.ts';
import { onStrongest, strongest } from './palette.ts';

/** With more columns than this no numbers are written into the cells. */
const mostNumbered = 12;

interface Cell {
  readonly row: number;
  readonly column: number;
  readonly value: number;
  /** Where it lies between the lowest and the highest, 0 to 1. */
  readonly part: number;
}

/** A value for each pair of a row and a column: the stronger, the deeper its colour. Rows may repeat a name, as letters do. */
export function drawHeatmap({ x, y, rows, columns, values, low, high }: Heatmap, canvas: Canvas): Drawing {
  const cells = values.flatMap((line, row) =>
    line.map((value, column): Cell => {
      const part = (value - low) / (high - low || 1);
      return { row, column, value, part: Math.min(1, Math.max(0, part)) };
    }),
  );
  const longest = Math.max(1, ...rows.map((name) => name.length));
  const left = Math.min(160, 40 + 8 * longest);
  const tall = Math.max(1, ...columns.map((name) => name.length)) > 3;
  const top = tall ? 92 : 48;
  const pitch = Math.min(44, (canvas.width - left - 8) / Math.max(1, columns.length));
  const numbered = columns.length <= mostNumbered && pitch >= 30;
  const place = { x: 'column', y: 'row' };
  const nameOf = (names: readonly string[]) => (index: number) => shown(names[index] ?? '');
  const chart = plot({
    ...chartStyle(canvas),
    width: left + 8 + pitch * columns.length,
    height: top + 8 + Math.min(pitch, 34) * rows.length,
    marginLeft: left,
    marginRight: 8,
    marginTop: top,
    marginBottom: 8,
    padding: 0.04,
    x: {
      domain: columns.map((_, i) => i),
      tickFormat: nameOf(columns),
      tickRotate: tall ? -50 : 0,
      label: x,
      axis: 'top',
      ...axis,
    },
    y: { domain: rows.map((_, i) => i), tickFormat: nameOf(rows), label: y, ...axis },
    color: { type: 'identity' },
    opacity: { type: 'identity' },
    marks: [
      cell(cells, { ...place, fill: strongest, fillOpacity: 0.06 }),
      cell(cells, { ...place, fill: strongest, fillOpacity: 'part', rx: 2 }),
      ...(numbered
        ? [
            text(cells, {
              ...place,
              text: ({ value }: Cell) => value.toFixed(2).replace(/^(-?)0\./, '$1.'),
              fill: ({ part }: Cell) => (part > 0.55 ? onStrongest : 'currentColor'),
              fontSize: 11,
            }),
          ]
        : []),
    ],
  });
  return { chart, description: inWords(cells, rows, columns), legend: [] };
}

const axis = { labelAnchor: 'center', labelArrow: 'none', tickSize: 0 } as const;

/** A space has a width and no ink; in a row of letters it needs a sign. */
function shown(name: string): string {
  return name === ' ' ? '␣' : name;
}

function inWords(cells: readonly Cell[], rows: readonly string[], columns: readonly string[]): string {
  const strongestFirst = cells.toSorted((a, b) => b.value - a.value).slice(0, 5);
  const pairs = strongestFirst.map(
    ({ row, column, value }) => `${rows[row]} and ${columns[column]} (${value.toFixed(2)})`,
  );
  return `${rows.length} rows by ${columns.length} columns. Strongest: ${pairs.join(', ')}.`;
}
