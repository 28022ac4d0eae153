import { cell, plot, text } from '@observablehq/plot';
import type { Matrix } from '@thaw/experiments/picture';

import { type Canvas, chartStyle, type Drawing } from './drawing.ts';
import { verdicts } from './palette.ts';

/** One cell of a confusion matrix. */
interface Count {
  readonly truth: string;
  readonly answer: string;
  readonly count: number;
  /** Of all examples of this true class. */
  readonly share: number;
  readonly right: boolean;
}

/**
 * A confusion matrix: a row for each true class, a column for each answer, the count in each cell. Right answers are
 * blue, mistakes orange, both the stronger the larger their share of the row.
 */
export function drawMatrix({ classes, counts }: Matrix, canvas: Canvas): Drawing {
  const cells = counts.flatMap((row, i) => {
    const total = row.reduce((sum, count) => sum + count, 0) || 1;
    return row.map((count, j): Count => ({
      truth: classes[i]!,
      answer: classes[j]!,
      count,
      share: count / total,
      right: i === j,
    }));
  });
  const longest = Math.max(...classes.map((name) => name.length));
  const left = 38 + 8 * longest;
  const width = Math.min(canvas.width, left + 12 + Math.max(44, 8 * longest) * classes.length);
  const pitch = (width - left - 12) / classes.length;
  const place = { x: 'answer', y: 'truth' };
  const chart = plot({
    ...chartStyle(canvas),
    width,
    height: Math.round(Math.min(pitch, 44) * classes.length) + 56,
    marginLeft: left,
    marginRight: 12,
    marginTop: 52,
    marginBottom: 4,
    padding: 0.06,
    x: {
      domain: classes,
      label: 'answer',
      labelAnchor: 'center',
      labelArrow: 'none',
      axis: 'top',
      tickSize: 0,
    },
    y: { domain: classes, label: 'true class', labelAnchor: 'center', labelArrow: 'none', tickSize: 0 },
    marks: [
      cell(cells, {
        ...place,
        fill: ({ right }: Count) => (right ? verdicts.right : verdicts.wrong),
        fillOpacity: depth,
        rx: 3,
      }),
      text(cells, {
        ...place,
        text: ({ count }: Count) => String(count),
        fill: (one: Count) => (depth(one) > 0.55 ? 'white' : 'currentColor'),
        fillOpacity: ({ count }: Count) => (count === 0 ? 0.35 : 1),
      }),
    ],
    color: { type: 'identity' },
    opacity: { type: 'identity' },
  });
  return { chart, description: inWords(cells), legend: [] };
}

/** How strong a cell is drawn; a single mistake is already seen. */
function depth({ count, share, right }: Count): number {
  if (count === 0) return right ? 0.12 : 0.05;
  return right ? 0.15 + 0.85 * share : Math.min(1, 0.25 + 2 * share);
}

function inWords(cells: readonly Count[]): string {
  const all = cells.reduce((sum, { count }) => sum + count, 0);
  const right = cells.reduce((sum, one) => sum + (one.right ? one.count : 0), 0);
  const mistakes = cells.filter((one) => !one.right && one.count > 0).toSorted((a, b) => b.count - a.count);
  const most = mistakes
    .slice(0, 3)
    .map(({ truth, answer, count }) => `${truth} taken for ${answer} (${count})`);
  return `${right} of ${all} right. ${most.length === 0 ? 'No mistakes' : `Most often ${most.join(', ')}`}.`;
}
