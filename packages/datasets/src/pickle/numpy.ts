import { SourceError } from '../sources/source-file.ts';
import { isObject, type Pickled, readPickle } from './read-pickle.ts';

/** Numbers of an array of numpy, and its shape. */
export interface NumpyArray {
  readonly data: Float64Array;
  readonly shape: readonly number[];
}

/** A sparse matrix by rows: row i has the values from starts[i] to starts[i + 1], each with its column. */
export interface SparseRows {
  readonly shape: readonly [rows: number, columns: number];
  readonly values: Float64Array;
  readonly columns: Float64Array;
  readonly starts: Float64Array;
}

/** What pickles of arrays, sparse matrices and dicts of lists name, in the modules of numpy and scipy then and now. */
const names: ReadonlySet<string> = /* @__PURE__ */ new Set([
  'numpy ndarray',
  'numpy dtype',
  'numpy.core.multiarray _reconstruct',
  'numpy._core.multiarray _reconstruct',
  'scipy.sparse.csr csr_matrix',
  'scipy.sparse._csr csr_matrix',
  'collections defaultdict',
  '__builtin__ list',
  'builtins list',
  '_codecs encode',
  '__builtin__ bytes',
]);

interface Format {
  readonly bytes: number;
  read(view: DataView, at: number): number;
}

/** Kinds of numbers, all from the lowest byte on. */
const formats: ReadonlyMap<string, Format> = /* @__PURE__ */ new Map<string, Format>([
  ['f4', { bytes: 4, read: (view, at) => view.getFloat32(at, true) }],
  ['f8', { bytes: 8, read: (view, at) => view.getFloat64(at, true) }],
  ['i4', { bytes: 4, read: (view, at) => view.getInt32(at, true) }],
  ['i8', { bytes: 8, read: (view, at) => Number(view.getBigInt64(at, true)) }],
  ['u1', { bytes: 1, read: (view, at) => view.getUint8(at) }],
]);

/**
 * The array of a pickle.
 *
 * @throws {SourceError} when it holds none.
 */
export function readArray(bytes: Uint8Array, name: string): NumpyArray {
  return arrayOf(readPickle(bytes, names, name), name);
}

/**
 * The sparse matrix (csr) of a pickle.
 *
 * @throws {SourceError} when it holds none, or its parts contradict each other.
 */
export function readSparse(bytes: Uint8Array, name: string): SparseRows {
  const value = readPickle(bytes, names, name);
  const state = isObject(value) && value.make.endsWith(' csr_matrix') ? value.state : undefined;
  if (!(state instanceof Map)) throw new SourceError(`${name}: holds no sparse matrix by rows (csr).`);
  const shape = state.get('_shape') ?? state.get('shape');
  const [values, columns, starts] = ['data', 'indices', 'indptr'].map(
    (key) => arrayOf(state.get(key) ?? null, `${name}: ${key}`).data,
  ) as [Float64Array, Float64Array, Float64Array];
  if (!isShape(shape) || shape.length !== 2)
    throw new SourceError(`${name}: its sparse matrix has no shape.`);
  const [rows, width] = shape as [number, number];
  const whole =
    starts.length === rows + 1 &&
    starts[0] === 0 &&
    starts[rows] === values.length &&
    columns.length === values.length &&
    starts.every((start, row) => row === 0 || start >= starts[row - 1]!) &&
    columns.every((column) => Number.isInteger(column) && column >= 0 && column < width);
  if (!whole)
    throw new SourceError(
      `${name}: the parts of its sparse matrix of [${rows}, ${width}] contradict each other.`,
    );
  return { shape: [rows, width], values, columns, starts };
}

/**
 * The dict of a pickle that has lists of whole numbers by whole numbers: who is beside whom in a graph.
 *
 * @throws {SourceError} when it holds none.
 */
export function readNeighbours(bytes: Uint8Array, name: string): Map<number, readonly number[]> {
  const value = readPickle(bytes, names, name);
  const items = isObject(value) && value.make === 'collections defaultdict' ? value.items : value;
  const isWhole = (each: Pickled): each is number => Number.isInteger(each);
  if (!(items instanceof Map)) throw new SourceError(`${name}: holds no dict.`);
  for (const [key, list] of items) {
    if (!isWhole(key) || !Array.isArray(list) || !list.every(isWhole)) {
      throw new SourceError(`${name}: its dict has more than lists of whole numbers by whole numbers.`);
    }
  }
  return items as Map<number, number[]>;
}

function arrayOf(value: Pickled, name: string): NumpyArray {
  const state = isObject(value) ? value.state : undefined;
  if (!Array.isArray(state) || state.length !== 5) throw new SourceError(`${name}: holds no array of numpy.`);
  const [, shape, dtype, columnsFirst, raw] = state as [Pickled, Pickled, Pickled, Pickled, Pickled];
  const text = textOf(raw);
  if (!isShape(shape) || text === undefined)
    throw new SourceError(`${name}: its array has no shape or no numbers.`);
  const format = formatOf(dtype, name);
  const count = shape.reduce((product, length) => product * length, 1);
  if (count * format.bytes !== text.length) {
    throw new SourceError(`${name}: its array of [${shape.join(', ')}] has ${text.length} bytes of numbers.`);
  }
  const view = new DataView(Uint8Array.from(text, (character) => character.charCodeAt(0)).buffer);
  const data = Float64Array.from({ length: count }, (_, i) => format.read(view, i * format.bytes));
  const turned = columnsFirst === true && shape.length === 2;
  return { data: turned ? transpose(data, shape[0]!, shape[1]!) : data, shape };
}

/** Numbers column by column, row by row. */
function transpose(data: Float64Array, rows: number, columns: number): Float64Array {
  return Float64Array.from(data, (_, i) => data[(i % columns) * rows + Math.floor(i / columns)]!);
}

/** The bytes of an array: a text of Python 2, or what Python 3 makes of bytes for it, `_codecs.encode(text, 'latin1')`. */
function textOf(value: Pickled): string | undefined {
  const text = isObject(value) && value.make === '_codecs encode' ? value.args[0] : value;
  if (isObject(value) && value.make === '__builtin__ bytes' && value.args.length === 0) return '';
  return typeof text === 'string' && !/[^\0-\xff]/.test(text) ? text : undefined;
}

function formatOf(dtype: Pickled, name: string): Format {
  const code = isObject(dtype) && dtype.make === 'numpy dtype' ? dtype.args[0] : undefined;
  const order = isObject(dtype) && Array.isArray(dtype.state) ? dtype.state[1] : undefined;
  const format = typeof code === 'string' && order !== '>' ? formats.get(code) : undefined;
  if (!format) {
    const known = [...formats.keys()].join(', ');
    throw new SourceError(
      `${name}: its array is of another kind; ${known}, from the lowest byte on, can be read.`,
    );
  }
  return format;
}

function isShape(value: Pickled | undefined): value is number[] {
  return Array.isArray(value) && value.every((length) => Number.isInteger(length) && (length as number) >= 0);
}
