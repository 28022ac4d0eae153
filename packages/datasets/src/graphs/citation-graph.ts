import { SourceError } from '../sources/source-file.ts';
import type { FloatData, IntegerData } from '../table/columns.ts';

/** Papers, the words in each, and who cites whom. */
export interface CitationGraph {
  /** [papers, words]: 1 where the paper has the word, or the word's weight. */
  readonly features: FloatData;
  /** [papers]: an index into `classes`; −1 where the paper has none. */
  readonly labels: IntegerData;
  readonly classes: readonly string[];
  /** [citations, 2]: the rows of the paper that cites and of the paper that is cited. */
  readonly edges: IntegerData;
  /** The name of each paper in the source. */
  readonly ids: readonly string[];
  /** How many citations the source lists of papers that it does not have; they are not among `edges`. */
  readonly dangling: number;
}

/** More numbers than any of these sets has (Citeseer 12 million): 64 MB of float32. */
const MOST = 2 ** 24;

/**
 * A table of zeros.
 *
 * @throws {SourceError} when a file asks for more than any such data set has.
 */
export function zeroRows(rows: number, width: number, name: string): FloatData {
  if (rows * width > MOST) {
    throw new SourceError(`${name}: ${rows} papers of ${width} words are more than any such data set has.`);
  }
  return { data: new Float32Array(rows * width), shape: [rows, width] };
}

/**
 * The rows of papers by id.
 *
 * @throws {SourceError} when two papers have the same id.
 */
export function rowsById(ids: readonly string[], name: string): Map<string, number> {
  const rows = new Map<string, number>();
  for (const [row, id] of ids.entries()) {
    if (rows.has(id)) throw new SourceError(`${name}: has the paper ${id} twice.`);
    rows.set(id, row);
  }
  return rows;
}

/** Edges between rows from pairs of ids (citing, cited), and how many had an id that is no paper's. */
export function edgesOf(
  pairs: readonly (readonly [citing: string, cited: string])[],
  rows: ReadonlyMap<string, number>,
): Pick<CitationGraph, 'edges' | 'dangling'> {
  const known = pairs.filter(([citing, cited]) => rows.has(citing) && rows.has(cited));
  const data = Int32Array.from(known.flat(), (id) => rows.get(id)!);
  return { edges: { data, shape: [known.length, 2] }, dangling: pairs.length - known.length };
}

/**
 * Each pair of papers of which one cites the other, once, the lower row first, in order: what a graph network, which knows no
 * direction, passes messages along. Papers that cite themselves are left out.
 *
 * Shapes: edges [citations, 2] → [pairs, 2].
 *
 * @example
 * ```ts
 * import { undirectedEdges } from '@thaw/datasets';
 *
 * const edges = { data: Int32Array.of(2, 1, 1, 2, 0, 0, 0, 2), shape: [4, 2] };
 * console.log(undirectedEdges(edges).data.join(' ')); // 0 2 1 2
 * ```
 */
export function undirectedEdges({ data }: IntegerData): IntegerData {
  const pairs = new Map<string, readonly [number, number]>();
  for (let i = 0; i < data.length; i += 2) {
    const [low, high] = [Math.min(data[i]!, data[i + 1]!), Math.max(data[i]!, data[i + 1]!)];
    if (low !== high) pairs.set(`${low} ${high}`, [low, high]);
  }
  const sorted = [...pairs.values()].sort(([a, b], [c, d]) => a - c || b - d);
  return { data: Int32Array.from(sorted.flat()), shape: [sorted.length, 2] };
}
