import { ArgumentError, checkOptions, describe, ensureDevice, tf } from '@thaw/backend';

import { checkSizes } from './check-sizes.ts';
import type { KeyValue } from './key-value.ts';
import type { Transformer } from './transformer.ts';

/** Options of `translate`. */
export interface TranslateOptions {
  /** The id that every target begins with. */
  readonly start: number;
  /** The id that ends a target. @defaultValue none: every target gets its maximum length */
  readonly end?: number;
  /** How many ids are written at most. */
  readonly maximumLength: number;
}

/** `Transformer.translate`: greedy, with the keys and values of what was written and read kept. */
export async function translate(
  model: Transformer,
  sources: readonly ArrayLike<number>[],
  options: TranslateOptions,
): Promise<number[][]> {
  checkOptions('translate', options, ['start', 'end', 'maximumLength']);
  const { start, end, maximumLength } = options;
  checkSizes('translate', { maximumLength });
  model.target.checkValues(end === undefined ? [start] : [start, end]);
  const rows = pad(model, sources);
  await ensureDevice();

  const written: number[][] = rows.map(() => []);
  const open = rows.map(() => true);
  let latest = rows.map(() => start);
  let past: KeyValue[] | undefined;
  const encoded = tf.tidy(() => model.encode(tf.tensor2d(rows as number[][], undefined, 'int32')));
  try {
    for (let step = 0; step < maximumLength && open.includes(true); step++) {
      const { chosen, present } = tf.tidy(() => {
        const ids = tf.tensor2d(latest, [rows.length, 1], 'int32');
        const decoded = model.decode(ids, encoded, past);
        return { chosen: tf.argMax(decoded.logits, -1), present: decoded.present };
      });
      tf.dispose(past);
      past = present;
      latest = Array.from(await chosen.data()); // [batch, 1]
      chosen.dispose();
      for (const [row, id] of latest.entries()) {
        if (open[row] && id === end) open[row] = false;
        if (open[row]) written[row]!.push(id);
      }
    }
  } finally {
    tf.dispose([past, encoded]);
  }
  return written;
}

/** The sources, all as long as the longest. */
function pad(model: Transformer, sources: readonly ArrayLike<number>[]): number[][] {
  if (!Array.isArray(sources) || sources.length === 0) {
    throw new ArgumentError(
      `translate: expected sources, an array with a row of ids for each, got ${describe(sources)}.`,
    );
  }
  const longest = Math.max(...sources.map(({ length }) => length));
  return (sources as readonly ArrayLike<number>[]).map((source, row) => {
    if (!(source?.length > 0)) {
      throw new ArgumentError(`translate: source ${row} is ${describe(source)}; give at least one id.`);
    }
    model.source.checkValues(source);
    const { paddingId } = model;
    if (source.length < longest && paddingId === undefined) {
      throw new ArgumentError(
        `translate: source ${row} has ${source.length} ids and another ${longest}; ` +
          'sources of different lengths need a model with a paddingId.',
      );
    }
    return Array.from({ length: longest }, (_, i) => source[i] ?? paddingId!);
  });
}
