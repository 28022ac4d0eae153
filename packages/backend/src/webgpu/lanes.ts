/** Columns of a workgroup of `columnSums`, and lanes that share the rows of each. */
export const COLUMNS = 8;
export const LANES = 32;

/**
 * In WGSL `sumLanes(lane, value)`: the sum of what the lanes of a workgroup have, handed to all of them. Every lane must enter it.
 * Like all here it adds in one order, so the same input has the same bits.
 */
export const laneSums = `
var<workgroup> sumsOfLanes: array<f32, workgroupSize>;

fn sumLanes(lane: u32, value: f32) -> f32 {
  sumsOfLanes[lane] = value;
  workgroupBarrier();
  for (var step = workgroupSize / 2; step > 0; step /= 2) {
    if (lane < step) { sumsOfLanes[lane] += sumsOfLanes[lane + step]; }
    workgroupBarrier();
  }
  let sum = sumsOfLanes[0];
  workgroupBarrier();
  return sum;
}`;

/** In WGSL `sumColumn(lane, value)`: the sum of each column over its lanes, handed to all of them. Every lane must enter it. */
export const columnSums: string = `
const columns = ${COLUMNS}u;
const lanes = ${LANES}u;
var<workgroup> sumsOfColumns: array<f32, workgroupSize>;

fn sumColumn(lane: u32, value: f32) -> f32 {
  sumsOfColumns[lane] = value;
  workgroupBarrier();
  for (var step = lanes / 2; step > 0; step /= 2) {
    if (lane < step * columns) { sumsOfColumns[lane] += sumsOfColumns[lane + step * columns]; }
    workgroupBarrier();
  }
  let sum = sumsOfColumns[lane % columns];
  workgroupBarrier();
  return sum;
}`;

/** In WGSL `higher(a, b)`: the larger of two, or a NaN of them, which `max` may drop. */
export const higher = `
fn higher(a: f32, b: f32) -> f32 { return select(a, b, b > a || isNaN(b)); }`;

/**
 * In WGSL `rowOf(lane, begin, length)`: the largest number of a row of `x` and Σ exp(x − largest), handed to all lanes of the workgroup that
 * has the row. Every lane must enter it. Where there is a NaN the largest is NaN, and the sum says nothing: exp may drop it.
 *
 * @param x what the kernel calls the tensor; it has a uniform `lowest`, −∞, for which WGSL has no word.
 */
export const softmaxRow = (x: string): string => `${higher}${laneSums}
struct Row { highest: f32, sum: f32 }

fn rowOf(lane: u32, begin: u32, length: u32) -> Row {
  var highest = u.lowest;
  for (var i = lane; i < length; i += workgroupSize) { highest = higher(highest, ${x}[begin + i]); }
  sumsOfLanes[lane] = highest;
  workgroupBarrier();
  for (var step = workgroupSize / 2; step > 0; step /= 2) {
    if (lane < step) { sumsOfLanes[lane] = higher(sumsOfLanes[lane], sumsOfLanes[lane + step]); }
    workgroupBarrier();
  }
  highest = sumsOfLanes[0];
  workgroupBarrier();
  var sum = 0.0;
  for (var i = lane; i < length; i += workgroupSize) { sum += exp(${x}[begin + i] - highest); }
  return Row(highest, sumLanes(lane, sum));
}`;
