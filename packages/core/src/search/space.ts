import { ArgumentError, describe, type Random } from '@thaw/backend';

/** What one setting may be; `choice`, `uniform`, `logUniform` and `integer` make them. */
export interface Dimension<Value> {
  /** How a journal and messages name it: `logUniform(0.0001, 0.1)`. */
  readonly text: string;
  /** How many values it has where they can be counted and are meant to be tried each. */
  readonly count: number | undefined;
  /** One value at random. */
  draw(random: Random): Value;
  /** All values of a choice; `points` of a range, evenly spaced from end to end, in the logarithm where it is drawn so. */
  values(points: number): readonly Value[];
}

/** Settings by name, and what each may be. */
export type Space = Readonly<Record<string, Dimension<unknown>>>;

/** One choice of every setting of a space. */
export type SettingsOf<Searched extends Space> = {
  readonly [Name in keyof Searched]: Searched[Name] extends Dimension<infer Value> ? Value : never;
};

/**
 * One of these values: numbers, texts, arrays of them, or functions with a name, such as activations.
 *
 * @throws {ArgumentError} when there is none, or two read alike in a journal.
 * @example
 * ```ts
 * import { relu, tanh } from '@thaw/core';
 * import { choice } from '@thaw/core/search';
 *
 * const space = { units: choice(32, 64), activation: choice(relu, tanh) };
 * ```
 */
export function choice<const Value>(...values: readonly Value[]): Dimension<Value> {
  const names = values.map((value) => nameOf(value));
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (values.length === 0 || twice !== undefined) {
    const got = twice === undefined ? 'none' : `two that read ${twice}`;
    throw new ArgumentError(`choice: expected values that differ, as in choice(32, 64), got ${got}.`);
  }
  return {
    text: `choice(${names.join(', ')})`,
    count: values.length,
    draw: (random) => values[random.integers(1, values.length)[0]!]!,
    values: () => values,
  };
}

/**
 * Numbers from `low` to `high`, each as likely as any other.
 *
 * @throws {ArgumentError} unless low < high.
 * @example
 * ```ts
 * import { uniform } from '@thaw/core/search';
 *
 * const space = { dropout: uniform(0, 0.5) };
 * ```
 */
export function uniform(low: number, high: number): Dimension<number> {
  requireRange('uniform', low, high);
  return range(`uniform(${low}, ${high})`, (part) => low + (high - low) * part);
}

/**
 * Numbers from `low` to `high` whose logarithm is uniform: as many from 0.001 to 0.01 as from 0.01 to 0.1, as suits learning rates.
 *
 * @throws {ArgumentError} unless 0 < low < high.
 * @example
 * ```ts
 * import { logUniform } from '@thaw/core/search';
 *
 * const space = { learningRate: logUniform(1e-4, 1e-1) };
 * ```
 */
export function logUniform(low: number, high: number): Dimension<number> {
  requireRange('logUniform', low, high);
  if (!(low > 0))
    throw new ArgumentError(
      `logUniform: low must be above 0, for its logarithm is taken, got ${describe(low)}.`,
    );
  return range(`logUniform(${low}, ${high})`, (part) => (part === 1 ? high : low * (high / low) ** part));
}

/**
 * Whole numbers from `low` to `high`, both among them, each as likely as any other. A grid tries all of them.
 *
 * @throws {ArgumentError} unless both are whole numbers and low < high.
 * @example
 * ```ts
 * import { integer } from '@thaw/core/search';
 *
 * const space = { layers: integer(1, 4) };
 * ```
 */
export function integer(low: number, high: number): Dimension<number> {
  requireRange('integer', low, high);
  if (!Number.isSafeInteger(low) || !Number.isSafeInteger(high) || high - low >= 2 ** 31)
    throw new ArgumentError(`integer: expected whole numbers not too far apart, got ${low} and ${high}.`);
  const count = high - low + 1;
  return {
    text: `integer(${low}, ${high})`,
    count,
    draw: (random) => low + random.integers(1, count)[0]!,
    values: () => Array.from({ length: count }, (_, i) => low + i),
  };
}

/** @throws {ArgumentError} when it is no object of dimensions. */
export function checkSpace(owner: string, space: unknown): void {
  const entries = typeof space === 'object' && space !== null ? Object.entries(space) : [];
  if (entries.length === 0) {
    throw new ArgumentError(
      `${owner}: expected a space such as { units: choice(32, 64) }, got ${describe(space)}.`,
    );
  }
  for (const [name, dimension] of entries) {
    if (typeof (dimension as Dimension<unknown> | undefined)?.draw === 'function') continue;
    throw new ArgumentError(
      `${owner}: ${name} must be a choice, uniform, logUniform or integer, got ${describe(dimension)}; what never changes belongs into the objective.`,
    );
  }
}

/** The settings of one trial: each drawn by its name, so that another one in the space leaves them as they are. */
export function drawSettings<Searched extends Space>(space: Searched, random: Random): SettingsOf<Searched> {
  const entries = Object.entries(space).map(([name, dimension]) => [name, dimension.draw(random.fork(name))]);
  return Object.fromEntries(entries) as SettingsOf<Searched>;
}

/** Settings as a journal holds them: plain data, functions by their names. */
export function plainSettings(settings: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const entries = Object.entries(settings).map(([name, value]) => {
    return [name, typeof value === 'function' ? value.name : value] as const;
  });
  return Object.fromEntries(entries);
}

function range(text: string, at: (part: number) => number): Dimension<number> {
  return {
    text,
    count: undefined,
    draw: (random) => at(random.uniform(1)[0]!),
    values: (points) => Array.from({ length: points }, (_, i) => at(points === 1 ? 0 : i / (points - 1))),
  };
}

/** @throws {ArgumentError} when it cannot stand in a line of JSON and be known again. */
function nameOf(value: unknown): string {
  const name = typeof value === 'function' ? value.name : isPlain(value) ? JSON.stringify(value) : undefined;
  if (name) return name;
  throw new ArgumentError(
    `choice: expected numbers, texts, arrays of them or functions with a name, got ${describe(value)}.`,
  );
}

function isPlain(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isPlain);
  if (typeof value === 'number') return Number.isFinite(value);
  return value === null || ['string', 'boolean'].includes(typeof value);
}

function requireRange(owner: string, low: unknown, high: unknown): void {
  if (Number.isFinite(low) && Number.isFinite(high) && (low as number) < (high as number)) return;
  throw new ArgumentError(
    `${owner}: expected two numbers low < high, as in ${owner}(1, 10), got ${describe(low)} and ${describe(high)}.`,
  );
}
