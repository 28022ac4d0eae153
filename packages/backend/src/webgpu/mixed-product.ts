import { defineKernel } from './define-kernel.ts';
import { namesOfProduct, placeOfMatrix, type ProductKernel } from './product-kernel.ts';

/** What of a device a kernel of mixed precision may use; without any of it, it gives the same to rounding. */
export interface MixedFeatures {
  /** Tiles are arrays of f16; else pairs of them packed into u32, which every device can. */
  readonly f16: boolean;
  /** The largest number of a tile is found within subgroups first. A maximum is the same in any order, so are all results. */
  readonly subgroups: boolean;
}

/**
 * The kernel for products in mixed precision with this many axes of batches: 32 x 32 numbers of one part of the inner dimension by
 * a workgroup, from tiles of 32 x 32 in float16, summed in float32.
 *
 * A tile is scaled by the power of two that brings its largest finite number into [2¹⁴, 2¹⁵), and rounded. So a number x of a tile
 * whose largest is M errs by at most 2⁻¹⁰·|x| (WGSL leaves the direction open; to the nearest it is half) and, where float16 is too
 * small for it, by 2⁻²⁸·M: no number overflows, and small gradients stay. Products of 11 bits are exact in float32.
 */
export function mixedProductKernel(batchAxes: number, { f16, subgroups }: MixedFeatures): ProductKernel {
  const key = `${batchAxes} ${f16} ${subgroups}`;
  let kernel = kernels.get(key);
  if (kernel) return kernel;
  const axes = Array.from({ length: batchAxes }, (_, i) => i);
  kernel = defineKernel<'a' | 'b' | 'y', string>({
    name: 'matMul, mixed',
    reads: { a: 'f32', b: 'f32' },
    writes: { y: 'f32' },
    uniforms: Object.fromEntries(namesOfProduct(axes).map((name) => [name, 'u32' as const])),
    enables: [...(f16 ? (['f16'] as const) : []), ...(subgroups ? (['subgroups'] as const) : [])],
    wgsl: `${keepInfinite}\n${f16 ? native : packed}\n${subgroups ? bySubgroups : byInvocations}\n${scales}\n${mixedProduct(axes)}`,
  });
  kernels.set(key, kernel);
  return kernel;
}

const kernels = /* @__PURE__ */ new Map<string, ProductKernel>();

/** Four numbers of a tile: neighbours along the rows of a, or the columns of b. */
const native = `
alias Quad = vec4<f16>;
fn pack(x: vec4f) -> Quad { return bitcast<Quad>(keepInfinite(x, bitcast<vec2u>(Quad(x)))); }
fn unpack(x: Quad) -> vec4f { return vec4f(x); }`;

const packed = `
alias Quad = vec2u;
fn pack(x: vec4f) -> Quad { return keepInfinite(x, vec2u(pack2x16float(x.xy), pack2x16float(x.zw))); }
fn unpack(x: Quad) -> vec4f { return vec4f(unpack2x16float(x.x), unpack2x16float(x.y)); }`;

/** WGSL does not say what becomes of infinities and NaN; an adapter in software makes the one the other. */
const keepInfinite = `
fn keepInfinite(x: vec4f, halves: vec2u) -> vec2u {
  let bits = bitcast<vec4u>(x);
  let magnitude = bits & vec4u(0x7fffffffu);
  let infinite = magnitude >= vec4u(0x7f800000u);
  if (!any(infinite)) { return halves; }
  let own = ((bits >> vec4u(16)) & vec4u(0x8000u)) | select(vec4u(0x7c00u), vec4u(0x7e00u), magnitude > vec4u(0x7f800000u));
  let all = select(vec4u(halves.x & 0xffff, halves.x >> 16, halves.y & 0xffff, halves.y >> 16), own, infinite);
  return vec2u(all.x | (all.y << 16), all.z | (all.w << 16));
}`;

/** The bits of the largest magnitudes of the tiles of a and b; of positive numbers the larger has the larger bits. Two turns. */
const largest = 'var<workgroup> largest: array<atomic<u32>, 4>;';

const byInvocations = `${largest}
fn note(turn: u32, bits: vec2u) {
  atomicMax(&largest[turn], bits.x);
  atomicMax(&largest[turn + 1], bits.y);
}`;

const bySubgroups = `${largest}
fn note(turn: u32, bits: vec2u) {
  let most = subgroupMax(bits);
  if (subgroupElect()) {
    atomicMax(&largest[turn], most.x);
    atomicMax(&largest[turn + 1], most.y);
  }
}`;

const scales = `
/** The bits of the largest finite magnitude. */
fn largestOf(x: vec4f) -> u32 {
  let bits = bitcast<vec4u>(x) & vec4u(0x7fffffffu);
  let finite = select(bits, vec4u(), bits >= vec4u(0x7f800000u));
  return max(max(finite.x, finite.y), max(finite.z, finite.w));
}

/** The exponent that brings a number of these bits to 2¹⁴; of the tiniest, as far as a float32 goes. */
fn exponentFor(bits: u32) -> i32 { return 141 - i32(max(bits >> 23, 15u)); }

fn power(exponent: i32) -> f32 { return bitcast<f32>(u32(exponent + 127) << 23); }`;

const mixedProduct = (axes: readonly number[]): string => `
var<workgroup> ofA: array<Quad, 256>; // [inner, rows]
var<workgroup> ofB: array<Quad, 256>; // [inner, columns]

fn main(group: u32, lane: u32) {
  let column = group % u.columns * 32;
  var rest = group / u.columns;
  let row = rest % u.rows * 32;
  rest /= u.rows;
  let part = rest % u.parts;
  let matrix = rest / u.parts;
  ${placeOfMatrix(axes)}
  let end = min(u.k, (part + 1) * u.part);
  // Neighbours in memory are read by neighbouring invocations, whichever way the matrix lies.
  let turnedA = u.rowA > u.columnA;
  let turnedB = u.columnB > u.rowB;
  var sums: array<vec4f, 4>;
  var turn = 0u;
  for (var k = part * u.part; k < end; k += 32) {
    // Zeroed in words: a variable that a loop declares without a value keeps in Dawn what it held the turn before.
    var readA = array<vec4f, 4>();
    var readB = array<vec4f, 4>();
    var bits = vec2u();
    for (var j = 0u; j < 4; j++) {
      let i = lane + 64 * j;
      let innerA = k + select(i / 8, i % 32, turnedA);
      let rowA = row + select(i % 8, i / 32, turnedA) * 4;
      let innerB = k + select(i / 8, i % 32, turnedB);
      let columnB = column + select(i % 8, i / 32, turnedB) * 4;
      for (var l = 0u; l < 4; l++) {
        if (innerA < end && rowA + l < u.m) { readA[j][l] = a[beginA + (rowA + l) * u.rowA + innerA * u.columnA]; }
        if (innerB < end && columnB + l < u.n) { readB[j][l] = b[beginB + innerB * u.rowB + (columnB + l) * u.columnB]; }
      }
      bits = max(bits, vec2u(largestOf(readA[j]), largestOf(readB[j])));
    }
    note(turn, bits);
    workgroupBarrier(); // and the tiles of before are used up
    let exponentA = exponentFor(atomicLoad(&largest[turn]));
    let exponentB = exponentFor(atomicLoad(&largest[turn + 1]));
    turn = 2 - turn;
    if (lane < 2) { atomicStore(&largest[turn + lane], 0); }
    for (var j = 0u; j < 4; j++) {
      let i = lane + 64 * j;
      ofA[select(i, i % 32 * 8 + i / 32, turnedA)] = pack(readA[j] * power(exponentA));
      ofB[select(i, i % 32 * 8 + i / 32, turnedB)] = pack(readB[j] * power(exponentB));
    }
    workgroupBarrier();
    var products = array<vec4f, 4>();
    for (var inner = 0u; inner < 32; inner++) {
      let down = unpack(ofA[inner * 8 + lane / 8]);
      let right = unpack(ofB[inner * 8 + lane % 8]);
      products[0] += down.x * right;
      products[1] += down.y * right;
      products[2] += down.z * right;
      products[3] += down.w * right;
    }
    // In two steps, since the power of both together may be none of float32.
    let half = -(exponentA + exponentB) / 2;
    let back = vec2f(power(half), power(-(exponentA + exponentB) - half));
    for (var i = 0u; i < 4; i++) { sums[i] += products[i] * back.x * back.y; }
  }
  let begin = (part * u.batch + matrix) * u.m * u.n;
  let top = lane / 8 * 4;
  let left = lane % 8 * 4;
  for (var i = 0u; i < 4; i++) {
    for (var j = 0u; j < 4; j++) {
      if (row + top + i < u.m && column + left + j < u.n) {
        y[begin + (row + top + i) * u.n + column + left + j] = sums[i][j];
      }
    }
  }
}`;
