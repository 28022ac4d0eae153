import type { Other } from '../measurements.ts';
import { count } from '../steps/count.ts';
import { thawWays } from '../steps/entries.ts';
import { race, type Result } from '../steps/race.ts';
import type { StepName } from '../steps/workload.ts';
import { figures, mark } from '../table.ts';
import { apartBars, fasterBars } from './bars.ts';

/** Rows of a table, and the figures in them. */
export interface Measured {
  readonly rows: readonly (readonly (string | number)[])[];
  readonly other: readonly Other[];
  /** Why the figures are not to be trusted. */
  readonly failures: readonly string[];
}

/** What the columns are. */
export const speedHeading: readonly string[] = [
  'step',
  'threads',
  'eager ms',
  'compiled ms',
  'compiled is',
  'bar',
  ...apartBars.map(({ steps, bar }) => `losses apart in ${steps} (bar ${bar})`),
];

/**
 * A workload's step compiled beside the same taken one operation at a time: two processes that begin with the same weights, see the same
 * batches and take turns; both through `train`.
 */
export async function measureSpeed(
  name: StepName,
  folder: string,
  threads: number,
  progress: (text: string) => void,
): Promise<Measured> {
  const ways = thawWays(folder, threads);
  const warmUp = Math.max(...apartBars.map(({ steps }) => steps));
  const [eager, compiled] = (await race([ways.eager, ways.compiled], { progress, warmUp })) as [
    Result,
    Result,
  ];
  const ratio = eager.median / compiled.median;
  const bar = (threads === 1 ? fasterBars[name] : undefined) ?? null;
  const apart = apartBars.map(({ steps, bar: limit }) => ({
    steps,
    limit,
    value: apartOver(steps, eager.losses, compiled.losses),
  }));
  const on = `${name}, ${count(threads)}`;
  return {
    rows: [
      [
        name,
        threads,
        figures(eager.median),
        figures(compiled.median),
        `${figures(ratio)}x`,
        bar === null ? '' : `> ${bar}x ${mark(ratio > bar)}`,
        ...apart.map(
          ({ value, limit }) => `${value === 0 ? 0 : value.toExponential(1)} ${mark(value <= limit)}`,
        ),
      ],
    ],
    other: [
      { name: `compile: ${on}, compiled as fast as eager`, value: ratio, unit: 'times', bar },
      ...apart.map(({ steps, value, limit }) => {
        return {
          name: `compile: ${on}, losses apart in ${steps} steps`,
          value,
          unit: 'relative',
          bar: limit,
        };
      }),
    ],
    failures: apart
      .filter(({ value, limit }) => !(value <= limit))
      .map(({ steps, value }) => `${on}: compiled, the loss is off by ${value} of it within ${steps} steps.`),
  };
}

/** How far two losses of the same of the first steps lie apart at most, as a part of the loss. */
function apartOver(steps: number, expected: readonly number[], found: readonly number[]): number {
  const differences = Array.from({ length: steps }, (_, i) => {
    return Math.abs(found[i]! - expected[i]!) / Math.abs(expected[i]!);
  });
  return Math.max(...differences);
}
