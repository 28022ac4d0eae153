import { type NumpyArray, readArray, readNeighbours, readSparse, type SparseRows } from '../pickle/numpy.ts';
import { SourceError } from '../sources/source-file.ts';
import type { FloatData } from '../table/columns.ts';
import { type CitationGraph, undirectedEdges, zeroRows } from './citation-graph.ts';

/** The rows of the public split. */
export interface PublicSplit {
  /** Twenty of each class. */
  readonly training: Int32Array;
  /** The 500 rows after them. */
  readonly validation: Int32Array;
  /** A thousand. */
  readonly test: Int32Array;
}

/** A citation network as Planetoid's files have it, with the split that most papers on graph networks report on. */
export interface PlanetoidGraph extends CitationGraph {
  /** [pairs, 2]: each pair of papers that are neighbours, once, the lower row first. */
  readonly edges: CitationGraph['edges'];
  readonly split: PublicSplit;
}

/** The files of Planetoid, after `ind.cora.`; x and tx are left out: x repeats rows of allx. */
export const planetoidParts = ['tx', 'allx', 'y', 'ty', 'ally', 'graph', 'test.index'] as const;

const VALIDATION = 500;

/**
 * Puts the files of Planetoid together.
 *
 * allx [m, words] are the first m papers, y says how many of them are for training, and row i of tx is the paper that line i of
 * test.index names, from m on. Citeseer leaves some papers there out: they are rows of zeros with no class (−1) and in no part.
 *
 * @param parts the files, in the order of `planetoidParts`.
 * @param name how messages call the set: `ind.cora`.
 * @throws {SourceError} when a file is no pickle of its kind, or they contradict each other.
 * @see Yang, Cohen and Salakhutdinov 2016, https://arxiv.org/abs/1603.08861
 */
export function readPlanetoid(
  parts: readonly Uint8Array[],
  classes: readonly string[],
  name: string,
  validation: number = VALIDATION,
): PlanetoidGraph {
  const file = (i: number): string => `${name}.${planetoidParts[i]}`;
  const [tx, allx] = [0, 1].map((i) => readSparse(parts[i]!, file(i))) as [SparseRows, SparseRows];
  const [y, ty, ally] = [2, 3, 4].map((i) => readArray(parts[i]!, file(i))) as [
    NumpyArray,
    NumpyArray,
    NumpyArray,
  ];
  const neighbours = readNeighbours(parts[5]!, file(5));
  const [first, width] = allx.shape;
  const test = readTestRows(parts[6]!, tx.shape[0], first, file(6));
  const rows = test.reduce((most, row) => Math.max(most, row), first - 1) + 1;
  checkShapes({ tx, y, ty, ally }, { first, width, classes: classes.length, validation }, name);
  const features = zeroRows(rows, width, name);
  const labels = new Int32Array(rows).fill(-1);
  fill(
    features,
    labels,
    { matrix: allx, marks: ally, rows: Int32Array.from({ length: first }, (_, i) => i) },
    name,
  );
  fill(features, labels, { matrix: tx, marks: ty, rows: test }, name);
  const training = y.shape[0]!;
  return {
    features,
    labels: { data: labels, shape: [rows] },
    classes,
    edges: edgesOf(neighbours, rows, file(5)),
    ids: Array.from({ length: rows }, (_, row) => String(row)),
    dangling: 0,
    split: {
      training: Int32Array.from({ length: training }, (_, i) => i),
      validation: Int32Array.from({ length: validation }, (_, i) => training + i),
      test: test.slice().sort(),
    },
  };
}

/** The rows of the test part, in the order of tx: one a line. */
function readTestRows(bytes: Uint8Array, count: number, first: number, name: string): Int32Array {
  const lines = new TextDecoder().decode(bytes).trim().split(/\s+/);
  const end = first + 2 * count; // Citeseer leaves fifteen out
  const rows = Int32Array.from(lines, (line) => (/^\d{1,7}$/.test(line) ? Number(line) : -1));
  if (
    rows.length !== count ||
    new Set(rows).size !== count ||
    rows.some((row) => row < first || row >= end)
  ) {
    throw new SourceError(
      `${name}: expected ${count} different rows from ${first} to ${end - 1}, one a line.`,
    );
  }
  return rows;
}

function checkShapes(
  { tx, y, ty, ally }: Record<'tx', SparseRows> & Record<'y' | 'ty' | 'ally', NumpyArray>,
  { first, width, classes, validation }: Record<'first' | 'width' | 'classes' | 'validation', number>,
  name: string,
): void {
  const marked = ({ shape }: NumpyArray, rows: number): boolean =>
    shape.length === 2 && shape[0] === rows && shape[1] === classes;
  if (tx.shape[1] !== width || !marked(ty, tx.shape[0]) || !marked(ally, first) || !marked(y, y.shape[0]!)) {
    throw new SourceError(
      `${name}: its files do not fit together: allx [${first}, ${width}], ally [${ally.shape.join(', ')}], ` +
        `tx [${tx.shape.join(', ')}], ty [${ty.shape.join(', ')}], y [${y.shape.join(', ')}], and ${classes} classes.`,
    );
  }
  if (y.shape[0]! + validation > first) {
    throw new SourceError(
      `${name}: ${y.shape[0]} rows and ${validation} more are not among the ${first} of allx.`,
    );
  }
}

/** Writes rows of a sparse matrix, and the class each is marked with, into the rows given. */
function fill(
  { data, shape }: FloatData,
  labels: Int32Array,
  { matrix, marks, rows }: { matrix: SparseRows; marks: NumpyArray; rows: Int32Array },
  name: string,
): void {
  const [, width] = shape as [number, number];
  const classes = marks.shape[1]!;
  for (const [i, row] of rows.entries()) {
    for (let at = matrix.starts[i]!; at < matrix.starts[i + 1]!; at++) {
      data[row * width + matrix.columns[at]!] = matrix.values[at]!;
    }
    const mark = marks.data.subarray(i * classes, (i + 1) * classes);
    labels[row] = mark.indexOf(1);
    if (mark.filter((each) => each !== 0).length > 1) {
      throw new SourceError(`${name}: paper ${row} has more than one class.`);
    }
  }
}

function edgesOf(
  neighbours: ReadonlyMap<number, readonly number[]>,
  rows: number,
  name: string,
): CitationGraph['edges'] {
  const pairs: number[] = [];
  for (const [row, others] of neighbours) {
    for (const other of others) {
      if (Math.min(row, other) < 0 || Math.max(row, other) >= rows) {
        throw new SourceError(`${name}: has papers ${row} and ${other}, and there are ${rows}.`);
      }
      pairs.push(row, other);
    }
  }
  return undirectedEdges({ data: Int32Array.from(pairs), shape: [pairs.length / 2, 2] });
}
