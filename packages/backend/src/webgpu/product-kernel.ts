import { defineKernel, type Kernel } from './define-kernel.ts';

/** A kernel for products of matrices; `planProduct` gives its numbers. */
export type ProductKernel = Kernel<'a' | 'b' | 'y', string>;

/** Rows and columns of the output that a workgroup of the tiled kernel computes. */
export const tile = 32;

/**
 * The kernel for this many axes of batches. Tiled: 32 x 32 numbers of one part of the inner dimension by a workgroup, 4 x 4 by
 * each invocation. Else: one number of the output by each invocation, for what would fill little of a tile.
 */
export function productKernel(batchAxes: number, tiled: boolean): ProductKernel {
  const key = `${batchAxes} ${tiled}`;
  let kernel = kernels.get(key);
  if (kernel) return kernel;
  const axes = Array.from({ length: batchAxes }, (_, i) => i);
  kernel = defineKernel<'a' | 'b' | 'y', string>({
    name: 'matMul',
    reads: { a: 'f32', b: 'f32' },
    writes: { y: 'f32' },
    uniforms: Object.fromEntries(namesOfProduct(axes).map((name) => [name, 'u32' as const])),
    wgsl: tiled ? tiledProduct(axes) : plainProduct(axes),
  });
  kernels.set(key, kernel);
  return kernel;
}

const kernels = /* @__PURE__ */ new Map<string, ProductKernel>();

/** The numbers that a kernel for products is handed. */
export function namesOfProduct(axes: readonly number[]): string[] {
  return [
    ...'m n k batch rows columns parts part rowA columnA rowB columnB'.split(' '),
    ...axes.flatMap((i) => [`length${i}`, `batchA${i}`, `batchB${i}`]),
  ];
}

/** Where the matrices of the operands begin for number `matrix` of the output. */
export function placeOfMatrix(axes: readonly number[]): string {
  const steps = axes
    .toReversed()
    .map(
      (i) =>
        `beginA += others % u.length${i} * u.batchA${i}; beginB += others % u.length${i} * u.batchB${i}; others /= u.length${i};`,
    );
  return ['var others = matrix;', 'var beginA = 0u;', 'var beginB = 0u;', ...steps].join('\n  ');
}

const plainProduct = (axes: readonly number[]): string => `
fn main(group: u32, lane: u32) {
  let i = group * workgroupSize + lane;
  if (i >= u.batch * u.m * u.n) { return; }
  let column = i % u.n;
  let row = i / u.n % u.m;
  let matrix = i / u.n / u.m;
  ${placeOfMatrix(axes)}
  var sum = 0.0;
  for (var k = 0u; k < u.k; k++) {
    sum += a[beginA + row * u.rowA + k * u.columnA] * b[beginB + k * u.rowB + column * u.columnB];
  }
  y[i] = sum;
}`;

const tiledProduct = (axes: readonly number[]): string => `
var<workgroup> ofA: array<f32, 512>; // 32 rows of 16
var<workgroup> ofB: array<f32, 512>; // 16 rows of 32

fn main(group: u32, lane: u32) {
  let column = group % u.columns * 32;
  var rest = group / u.columns;
  let row = rest % u.rows * 32;
  rest /= u.rows;
  let part = rest % u.parts;
  let matrix = rest / u.parts;
  ${placeOfMatrix(axes)}
  let end = min(u.k, (part + 1) * u.part);
  let top = lane / 8 * 4;
  let left = lane % 8 * 4;
  var sums: array<vec4f, 4>;
  for (var k = part * u.part; k < end; k += 16) {
    for (var i = lane; i < 512; i += 64) {
      // Neighbours in memory are read by neighbouring invocations, whichever way the matrix lies.
      let flatA = select(i, i % 32 * 16 + i / 32, u.columnA > u.rowA);
      let rowA = row + flatA / 16;
      let columnA = k + flatA % 16;
      ofA[flatA] = 0.0;
      if (rowA < u.m && columnA < end) { ofA[flatA] = a[beginA + rowA * u.rowA + columnA * u.columnA]; }
      let flatB = select(i, i % 16 * 32 + i / 16, u.columnB > u.rowB);
      let rowB = k + flatB / 32;
      let columnB = column + flatB % 32;
      ofB[flatB] = 0.0;
      if (rowB < end && columnB < u.n) { ofB[flatB] = b[beginB + rowB * u.rowB + columnB * u.columnB]; }
    }
    workgroupBarrier();
    for (var inner = 0u; inner < 16; inner++) {
      let at = inner * 32 + left;
      let right = vec4f(ofB[at], ofB[at + 1], ofB[at + 2], ofB[at + 3]);
      sums[0] += ofA[top * 16 + inner] * right;
      sums[1] += ofA[(top + 1) * 16 + inner] * right;
      sums[2] += ofA[(top + 2) * 16 + inner] * right;
      sums[3] += ofA[(top + 3) * 16 + inner] * right;
    }
    workgroupBarrier();
  }
  let begin = (part * u.batch + matrix) * u.m * u.n;
  for (var i = 0u; i < 4; i++) {
    for (var j = 0u; j < 4; j++) {
      if (row + top + i < u.m && column + left + j < u.n) {
        y[begin + (row + top + i) * u.n + column + left + j] = sums[i][j];
      }
    }
  }
}`;
