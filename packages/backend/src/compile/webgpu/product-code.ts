import { unaryExpressions, unaryFunctions } from '../../webgpu/mends/unary.ts';
import { placeOfMatrix } from '../../webgpu/product-kernel.ts';

/** What is done with the sums of a product before they are written. */
export interface Finish {
  readonly bias: boolean;
  /** Whether it is added to numbers that are there. */
  readonly addend: boolean;
  /** The kernel of the activation; undefined where there is none. */
  readonly activation: string | undefined;
  /** How many more products are added to the first. */
  readonly more: number;
}

/** The names of the two factors of each product. */
export function factorsOf({ more }: Finish): (readonly [string, string])[] {
  return [['a', 'b'], ...Array.from({ length: more }, (_, i) => [`a${i + 1}`, `b${i + 1}`] as const)];
}

/** In WGSL: the code for each product, which finds `sums` at zero; where there are several, what is in `sums` after all is their sum. */
function eachProduct(finish: Finish, code: (a: string, b: string) => string): string {
  const first = `var sums: array<vec4f, 4>;
  ${code('a', 'b')}`;
  const others = factorsOf(finish)
    .slice(1)
    .map(
      ([a, b]) => `totals = sums;
  sums = array<vec4f, 4>();
  ${code(a, b)}
  for (var i = 0u; i < 4; i++) { sums[i] = totals[i] + sums[i]; }`,
    );
  return [first, ...(others.length > 0 ? ['var totals: array<vec4f, 4>;'] : []), ...others].join('\n  ');
}

/** Rows and columns of the output that a workgroup of the tiled kernel computes. */
export const TILE = 64;

/** The numbers that a kernel of a product is handed; of 4 rows and columns, or of a tile, there are `rows` and `columns`. */
export function numbersOfProduct(axes: readonly number[]): string[] {
  return [
    ...'m n k batch rows columns rowA columnA rowB columnB'.split(' '),
    ...axes.flatMap((i) => [`length${i}`, `batchA${i}`, `batchB${i}`]),
  ];
}

/** For adapters in software, and for what fills little of a tile: 4 x 4 numbers by each invocation, which wait for no other. */
export function plainProduct(axes: readonly number[], finish: Finish): string {
  return `${finishing(finish)}
fn main(group: u32, lane: u32) {
  let i = group * workgroupSize + lane;
  let column = i % u.columns * 4;
  let row = i / u.columns % u.rows * 4;
  let matrix = i / u.columns / u.rows;
  if (matrix >= u.batch) { return; }
  ${placeOfMatrix(axes)}
  let firstA = beginA + min(vec4u(row) + vec4u(0, 1, 2, 3), vec4u(u.m - 1)) * u.rowA;
  let firstB = beginB + min(vec4u(column) + vec4u(0, 1, 2, 3), vec4u(u.n - 1)) * u.columnB;
  var placeA: vec4u;
  var placeB: vec4u;
  ${eachProduct(
    finish,
    (a, b) => `placeA = firstA;
  placeB = firstB;
  for (var inner = 0u; inner < u.k; inner++) {
    let right = vec4f(${b}[placeB.x], ${b}[placeB.y], ${b}[placeB.z], ${b}[placeB.w]);
    sums[0] += ${a}[placeA.x] * right;
    sums[1] += ${a}[placeA.y] * right;
    sums[2] += ${a}[placeA.z] * right;
    sums[3] += ${a}[placeA.w] * right;
    placeA += vec4u(u.columnA);
    placeB += vec4u(u.rowB);
  }`,
  )}
  write(matrix, row, column, sums);
}`;
}

/** 64 x 64 numbers by a workgroup of 256, which read each other's parts of 64 x 16 numbers of either operand. */
export function tiledProduct(axes: readonly number[], finish: Finish): string {
  return `${finishing(finish)}
var<workgroup> productTileA: array<f32, 1024>; // 16 inner, 64 rows each
var<workgroup> productTileB: array<vec4f, 256>; // 16 inner, 64 columns each

fn main(group: u32, lane: u32) {
  let column = group % u.columns * 64;
  let row = group / u.columns % u.rows * 64;
  let matrix = group / u.columns / u.rows;
  ${placeOfMatrix(axes)}
  let top = lane / 16 * 4;
  let left = lane % 16;
  ${eachProduct(
    finish,
    (a, b) => `for (var k = 0u; k < u.k; k += 16) {
    for (var part = 0u; part < 4; part++) {
      // Neighbours in memory are read by neighbouring invocations, whichever way the matrix lies.
      let i = part * 256 + lane;
      let innerA = select(i / 64, i % 16, u.columnA < u.rowA);
      let rowOfA = select(i % 64, i / 16, u.columnA < u.rowA);
      var value = 0.0;
      if (row + rowOfA < u.m && k + innerA < u.k) { value = ${a}[beginA + (row + rowOfA) * u.rowA + (k + innerA) * u.columnA]; }
      productTileA[innerA * 64 + rowOfA] = value;
      let innerB = select(i / 64, i % 16, u.rowB < u.columnB);
      let columnOfB = select(i % 64, i / 16, u.rowB < u.columnB);
      value = 0.0;
      if (column + columnOfB < u.n && k + innerB < u.k) { value = ${b}[beginB + (k + innerB) * u.rowB + (column + columnOfB) * u.columnB]; }
      productTileB[innerB * 16 + columnOfB / 4][columnOfB % 4] = value;
    }
    workgroupBarrier();
    for (var inner = 0u; inner < 16; inner++) {
      let right = productTileB[inner * 16 + left];
      let at = inner * 64 + top;
      sums[0] += productTileA[at] * right;
      sums[1] += productTileA[at + 1] * right;
      sums[2] += productTileA[at + 2] * right;
      sums[3] += productTileA[at + 3] * right;
    }
    workgroupBarrier();
  }`,
  )}
  write(matrix, row + top, column + left * 4, sums);
}`;
}

/** In WGSL `write`: sums of 4 rows and 4 columns, as far as there are such. */
function finishing({ bias, addend, activation }: Finish): string {
  const product = `sums[i][j]${bias ? ' + bias[column + j]' : ''}`;
  const sum = addend ? `addend[place] + (${product})` : product;
  const code = activation
    ? `${unaryFunctions}\nfn activate(x: f32) -> f32 { return select(${unaryExpressions[activation]}, x, isNaN(x)); }`
    : '';
  return `${code}
fn write(matrix: u32, row: u32, column: u32, found: array<vec4f, 4>) {
  var sums = found;
  for (var i = 0u; i < 4 && row + i < u.m; i++) {
    for (var j = 0u; j < 4 && column + j < u.n; j++) {
      let place = (matrix * u.m + row + i) * u.n + column + j;
      y[place] = ${activation ? `activate(${sum})` : sum};
    }
  }
}`;
}
