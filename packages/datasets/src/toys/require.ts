import { ArgumentError, checkOptions, checkSize, describe, Random } from '@thaw/backend';

/**
 * Checks the options of what makes data: their names, and that `random` is a generator.
 *
 * @param sizes whole numbers, each with the least it may be.
 * @param others the names of the other options, which the caller checks.
 * @param drawn whether there is an option `random`.
 * @throws {ArgumentError} when there is no such option, a size is too small, or random is no generator.
 */
export function requireMade(
  owner: string,
  options: object,
  sizes: Readonly<Record<string, readonly [value: number, least: number]>>,
  others: readonly string[] = [],
  drawn: boolean = true,
): void {
  checkOptions(owner, options, [...Object.keys(sizes), ...others, ...(drawn ? ['random'] : [])]);
  for (const [name, [value, least]] of Object.entries(sizes)) checkSize(owner, name, value, least);
  const { random } = options as { random?: unknown };
  if (random === undefined || random instanceof Random) return;
  throw new ArgumentError(
    `${owner}: random is a generator, got ${describe(random)}; write random: new Random(7).`,
  );
}

/** @throws {ArgumentError} unless the option is a finite number from `least` on, and below `end`. */
export function requireFrom(
  owner: string,
  name: string,
  value: number,
  least: number,
  end: number = Infinity,
): void {
  if (typeof value === 'number' && value >= least && value < end) return;
  const bound = end === Infinity ? '' : ` and below ${end}`;
  throw new ArgumentError(
    `${owner}: ${name} must be a number from ${least} on${bound}, got ${describe(value)}.`,
  );
}

/** @throws {ArgumentError} unless the option is a number above `low` and at most, or with `open` below, `high`. */
export function requireBetween(
  owner: string,
  name: string,
  value: number,
  low: number,
  high: number,
  open: boolean = false,
): void {
  if (typeof value === 'number' && value > low && (open ? value < high : value <= high)) return;
  throw new ArgumentError(
    `${owner}: ${name} must be a number above ${low} and ${open ? 'below' : 'at most'} ${high}, got ${describe(value)}.`,
  );
}

/** A whole number, or the least and the most of those that are drawn. */
export type WholeRange = number | readonly [least: number, most: number];

/**
 * The ends of a range.
 *
 * @throws {ArgumentError} when they are no whole numbers from `floor` on, the first not the greater.
 */
export function requireRange(
  owner: string,
  name: string,
  range: WholeRange,
  floor: number,
): readonly [least: number, most: number] {
  const pair: readonly unknown[] =
    typeof range === 'number' ? [range, range] : Array.isArray(range) ? range : [];
  const [least, most] = pair as readonly [number, number];
  const isPair = pair.length === 2 && Number.isInteger(least) && Number.isInteger(most);
  if (isPair && floor <= least && least <= most) return [least, most];
  throw new ArgumentError(
    `${owner}: ${name} must be a whole number from ${floor} on, or the least and the most of a range, ` +
      `got ${Array.isArray(range) ? `[${range.join(', ')}]` : describe(range)}.`,
  );
}
