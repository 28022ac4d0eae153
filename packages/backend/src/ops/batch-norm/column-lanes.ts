/** Columns of a workgroup, and lanes that share the rows of each. */
export const COLUMNS = 8;
export const LANES = 32;

/** In WGSL: the sum over the lanes of each column, handed to all of them. Every lane must enter it. */
export const columnSums: string = `
const columns = ${COLUMNS}u;
const lanes = ${LANES}u;
var<workgroup> partialSums: array<f32, workgroupSize>;

fn sumColumn(lane: u32, value: f32) -> f32 {
  partialSums[lane] = value;
  workgroupBarrier();
  for (var step = lanes / 2; step > 0; step /= 2) {
    if (lane < step * columns) { partialSums[lane] += partialSums[lane + step * columns]; }
    workgroupBarrier();
  }
  let sum = partialSums[lane % columns];
  workgroupBarrier();
  return sum;
}`;
