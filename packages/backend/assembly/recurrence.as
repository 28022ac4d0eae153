// AssemblyScript: what recurrences over a whole sequence have in common. Their kernel [units, width], width being that of all gates, is packed
// once for all steps; each step is a product with the hidden state and then the gates, cut by rows into chunks.
import { addProduct, packOperand, setOperands } from './matmul';
import { bytes, ceilDiv } from './pack';
import { argument, parallel, setArgument } from './threads';

// Arguments after those of matmul.as.
const BATCH: i32 = 64, UNITS: i32 = 65, WIDTH: i32 = 66, WORKSPACE: i32 = 67;

/** The first argument that a recurrence has for itself. */
export const OWN: i32 = 68;

/** Begins a recurrence. `workspace` holds the packed kernel. */
export function beginForward(control: usize, kernel: usize, width: i32, batch: i32, units: i32, workspace: usize): void {
  setSizes(control, width, batch, units, workspace);
  setOperands(control, units, 1, width, 1);
  packOperand(control, kernel, width, units, workspace);
}

/**
 * Begins the gradient of a recurrence: `before` [time, batch, units] becomes the hidden state that each step began with, and dfirst
 * [batch, units], what later steps send back, zero.
 */
export function beginGradient(
  control: usize, kernel: usize, width: i32, firstHidden: usize, hidden: usize, before: usize, dfirst: usize,
  time: i32, batch: i32, units: i32, workspace: usize,
): void {
  const step = bytes(batch * units);
  memory.copy(before, firstHidden, step);
  memory.copy(before + step, hidden, <usize>(time - 1) * step);
  memory.fill(dfirst, 0, step);
  setSizes(control, width, batch, units, workspace);
  setOperands(control, width, 1, 1, width);
  packOperand(control, kernel, units, width, workspace);
}

function setSizes(control: usize, width: i32, batch: i32, units: i32, workspace: usize): void {
  setArgument(control, BATCH, batch);
  setArgument(control, UNITS, units);
  setArgument(control, WIDTH, width);
  setArgument(control, WORKSPACE, <i32>workspace);
}

/** sums [batch, width] = projected + hidden·kernel. */
export function addRecurrent(control: usize, hidden: usize, projected: usize, sums: usize): void {
  const width = argument(control, WIDTH), units = argument(control, UNITS);
  addProduct(control, hidden, projected, sums, argument(control, BATCH), width, units, <usize>argument(control, WORKSPACE));
}

/** dhidden [batch, units] += dsums·kernelᵀ: what a step sends back to the one before. */
export function sendBack(control: usize, dsums: usize, dhidden: usize): void {
  const width = argument(control, WIDTH), units = argument(control, UNITS);
  addProduct(control, dsums, dhidden, dhidden, argument(control, BATCH), units, width, <usize>argument(control, WORKSPACE));
}

/** Runs the kernel of a step's gates, or of their gradient. */
export function overRows(control: usize, kernel: i32): void {
  parallel(control, kernel, ceilDiv(argument(control, BATCH), rowsPerChunk(argument(control, UNITS))));
}

/** The first row of a chunk. */
// @ts-ignore: decorator
@inline export function firstRow(control: usize, chunk: i32): i32 {
  return chunk * rowsPerChunk(argument(control, UNITS));
}

/** The row after the last of a chunk. */
// @ts-ignore: decorator
@inline export function endRow(control: usize, chunk: i32): i32 {
  return min(argument(control, BATCH), firstRow(control, chunk) + rowsPerChunk(argument(control, UNITS)));
}

/** How many bytes a row of hidden states has. */
// @ts-ignore: decorator
@inline export function lineOf(control: usize): usize {
  return bytes(argument(control, UNITS));
}

// @ts-ignore: decorator
@inline function rowsPerChunk(units: i32): i32 {
  return max(1, 1024 / units);
}
