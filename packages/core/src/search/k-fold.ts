import { ArgumentError, checkOptions, describe, type Random, sharedRandom } from '@thaw/backend';

/** Rows that can be selected by their numbers: a `Table` of @thaw/datasets is one. */
export interface Rows {
  readonly rows: number;
  /** These rows, counted from 0, in this order. */
  select(rows: ArrayLike<number>): unknown;
  /** One column by name: what `stratify` looks at. */
  column?(name: string): { readonly data: ArrayLike<number | string>; readonly shape: readonly number[] };
}

/** What is learnt from and what is measured on, in one fold. */
export interface Fold<Part> {
  readonly training: Part;
  readonly validation: Part;
}

/** Options of `kFold`. */
export interface KFoldOptions {
  /** A column by whose values each fold gets its share of every class, or the class of each row. @defaultValue none */
  readonly stratify?: string | ArrayLike<number | string>;
  /** What deals out the rows. @defaultValue a fork of the generator that `seed` seeds */
  readonly random?: Random;
}

/**
 * Deals out rows at random into k folds; each is once what is measured on, while the others are learnt from.
 *
 * No two folds differ by more than one row, and with `stratify` by no more than one row of any class. The rows of a part stay in
 * their order.
 *
 * @param rows a table, or how many rows there are.
 * @returns for each fold two tables, or the numbers of the rows, counted from 0.
 * @throws {ArgumentError} when there are fewer rows than folds, fewer than two folds, or no such column.
 * @example
 * ```ts
 * import { kFold } from '@thaw/core/search';
 * import { iris } from '@thaw/datasets';
 *
 * for (const { training, validation } of kFold(iris(), 5, { stratify: 'target' })) {
 *   console.log(training.rows, validation.rows); // 120 30
 * }
 * console.log(kFold(4, 2)[0]!.validation.length); // 2
 * ```
 */
export function kFold(rows: number, k: number, options?: KFoldOptions): Fold<number[]>[];
export function kFold<Table extends Rows>(
  table: Table,
  k: number,
  options?: KFoldOptions,
): Fold<ReturnType<Table['select']>>[];
export function kFold(given: number | Rows, k: number, options: KFoldOptions = {}): Fold<unknown>[] {
  checkOptions('kFold', options, ['stratify', 'random']);
  const count = typeof given === 'number' ? given : given?.rows;
  if (!Number.isInteger(count) || (typeof given !== 'number' && typeof given.select !== 'function')) {
    throw new ArgumentError(
      `kFold: expected a table, or a number of rows, as the first argument, got ${describe(given)}.`,
    );
  }
  if (!Number.isInteger(k) || k < 2 || k > count) {
    throw new ArgumentError(
      `kFold: the number of folds must be whole, from 2 to ${count}, the rows there are, got ${describe(k)}.`,
    );
  }
  const { stratify, random = sharedRandom().fork() } = options;
  const classes = stratify === undefined ? undefined : classesOf(given, count, stratify);
  const drawn = new Map<string, number[]>();
  for (const row of random.permutation(count)) {
    const name = classes?.[row] ?? '';
    if (!drawn.has(name)) drawn.set(name, []);
    drawn.get(name)!.push(row);
  }
  // Class after class, dealt like cards: neither the hands nor any class in them can differ by more than one.
  const foldOf = new Int32Array(count);
  for (const [i, row] of [...drawn.values()].flat().entries()) foldOf[row] = i % k;
  return Array.from({ length: k }, (_, fold) => {
    const all = Array.from(foldOf.keys());
    const training = all.filter((row) => foldOf[row] !== fold);
    const validation = all.filter((row) => foldOf[row] === fold);
    if (typeof given === 'number') return { training, validation };
    return { training: given.select(training), validation: given.select(validation) };
  });
}

/** The class of each row as text. */
function classesOf(
  given: number | Rows,
  count: number,
  stratify: string | ArrayLike<number | string>,
): string[] {
  if (typeof stratify === 'string') {
    if (typeof given === 'number' || !given.column)
      throw new ArgumentError(
        `kFold: there is no column '${stratify}' where only rows are counted; give the class of each row.`,
      );
    const { data, shape } = given.column(stratify);
    const width = shape.slice(1).reduce((product, length) => product * length, 1);
    return Array.from({ length: count }, (_, row) =>
      Array.from({ length: width }, (_, i) => data[row * width + i]).join(),
    );
  }
  if (stratify.length === count) return Array.from(stratify, String);
  throw new ArgumentError(
    `kFold: stratify must name a column or hold a class for each of the ${count} rows, got ${stratify.length}.`,
  );
}
