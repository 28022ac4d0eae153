import { ArgumentError, describe } from '@thaw/backend';

/** How far something is changed: drawn between −factor and factor, or between a lowest and a highest one. */
export type Factor = number | readonly [number, number];

/**
 * The ends between which a factor is drawn.
 *
 * @throws {ArgumentError} when it is neither a number from 0 on nor two in order, or reaches below `least`.
 */
export function rangeOf(
  owner: string,
  name: string,
  factor: Factor,
  least: number = -Infinity,
): [number, number] {
  const pair: readonly unknown[] = Array.isArray(factor) ? factor : [-(factor as number), factor];
  const [low, high] = pair as [number, number];
  const inOrder = pair.length === 2 && Number.isFinite(low) && Number.isFinite(high) && low <= high;
  if (inOrder && low >= least) return [low, high];
  const hint = inOrder ? `; it must not reach below ${least}` : '';
  const got = Array.isArray(factor) ? `[${factor.join(', ')}]` : describe(factor);
  throw new ArgumentError(
    `${owner}: ${name} is a number from 0 on, or [lowest, highest] of what is drawn, got ${got}${hint}.`,
  );
}

/** @throws {ArgumentError} when it is not a finite number from `least` to `most`. */
export function checkNumber(
  owner: string,
  name: string,
  value: number,
  least: number,
  most: number = Infinity,
): number {
  if (typeof value === 'number' && value >= least && value <= most && Number.isFinite(value)) return value;
  const range = most === Infinity ? `from ${least} on` : `from ${least} to ${most}`;
  throw new ArgumentError(`${owner}: ${name} must be a number ${range}, got ${describe(value)}.`);
}

/** @throws {ArgumentError} when it is none of the choices. */
export function checkChoice<Choice extends string>(
  owner: string,
  name: string,
  value: Choice,
  choices: readonly Choice[],
): Choice {
  if (choices.includes(value)) return value;
  const list = choices.map((choice) => `'${choice}'`).join(', ');
  throw new ArgumentError(`${owner}: ${name} must be one of ${list}, got ${describe(value)}.`);
}

/** The value of blank and that of full. @defaultValue [0, 1] */
export type ValueRange = readonly [number, number];

/** @throws {ArgumentError} when it is not two finite numbers in order. */
export function checkValueRange(owner: string, range: ValueRange): ValueRange {
  const fits = Array.isArray(range) && range.length === 2 && range.every(Number.isFinite);
  if (fits && range[0] < range[1]) return range;
  throw new ArgumentError(
    `${owner}: valueRange is [lowest, highest] of what a pixel may hold, such as [0, 255], got ${
      Array.isArray(range) ? `[${range.join(', ')}]` : describe(range)
    }.`,
  );
}
