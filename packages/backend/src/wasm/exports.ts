/**
 * What the modules compiled from assembly/ export. Places in memory are in bytes, strides and sizes in numbers; `control` is the control
 * block, `workspace` a place of `room` bytes.
 */
export interface KernelExports {
  controlBytes(): number;
  scratchBytes(): number;
  prepare(control: number, scratch: number, threads: number): void;
  callWorkers(control: number): void;

  /**
   * (control, a, aRow, aColumn, aNext, b, bRow, bColumn, bNext, c, m, n, k, count, bias, activation, alpha, summand, workspace,
   * room)
   */
  matmul(...numbers: number[]): void;
  /**
   * (control, image, height, width, channels, outHeight, outWidth, strideY, strideX, top, left, dilationY, dilationX, filterHeight,
   * filterWidth, upY, upX)
   */
  setPatches(...numbers: number[]): void;
  /** (control, filter, y, rows, k, filters, bias, activation, alpha, workspace, room) */
  convolution(...numbers: number[]): void;
  /** (control, filter, dx, rows, taps, channels, filters, workspace, room) */
  inputGradient(...numbers: number[]): void;
  /** (control, dy, dw, rows, filters, pixels, parts, workspace) */
  filterGradient(...numbers: number[]): void;

  /** (control, i, place) */
  setPlace(...numbers: number[]): void;
  /** (control, slot, chunks) */
  group(...numbers: number[]): void;

  /** 1 where all numbers are finite, else 0. */
  allFinite(x: number, count: number): number;

  /** (control, logits, labels, losses, sums, rows, classes) */
  crossEntropy(...numbers: number[]): void;
  /** (control, logits, labels, sums, dy, dx, rows, classes) */
  crossEntropyGradient(...numbers: number[]): void;
  /** (control, x, gamma, beta, y, statistics, rows, units, epsilon, centre) */
  normalize(...numbers: number[]): void;
  /** (control, x, gamma, statistics, dy, dx, dgamma, dbeta, rows, units, centre, parts, workspace) */
  normalizeGradient(...numbers: number[]): void;
  /** How many bytes each thread needs: (block, keys, the larger of size and width). */
  attentionRoom(block: number, keys: number, wide: number, gradient: number): number;
  /**
   * (control, q, k, v, y, sums, heads, queries, keys, size, width, scale, causal, mask, maskBatch, maskHead, maskQuery, maskKey)
   */
  setAttention(...numbers: number[]): void;
  /** (control, batch, block, workspace, each) */
  attention(...numbers: number[]): void;
  /** (control, batch, block, workspace, each, dy, dq, dk, dv) */
  attentionGradient(...numbers: number[]): void;
  /** (control, gates, kernel, firstHidden, firstCell, hidden, cells, time, batch, units, workspace) */
  lstm(...numbers: number[]): void;
  /**
   * (control, gates, kernel, firstHidden, firstCell, hidden, cells, dhidden, dcells, dsums, dfirstHidden, dfirstCell, before, time,
   * batch, units, workspace)
   */
  lstmGradient(...numbers: number[]): void;
  /** How many numbers of a parameter a chunk has. */
  parameterChunkSize(): number;
  /** (control, table, entries, chunks, rate, rest1, rest2, epsilon, decay) */
  adam(...numbers: number[]): void;
  /** (control, state, target, size, kind, p, q, last) */
  draw(...numbers: number[]): void;
  /** (control, state, target, size, words) */
  permutation(...numbers: number[]): void;
  /** (control, state, x, y, size, dropped, scale) */
  dropout(...numbers: number[]): void;
  /** (control, table, entries, chunks, rate, momentum, nesterov, decay) */
  sgd(...numbers: number[]): void;
  /** (control, table, entries, chunks, rate, rest, momentum, epsilon, decay) */
  rmsProp(...numbers: number[]): void;
  /** (control, table, entries, chunks, y) */
  globalNorm(...numbers: number[]): void;
  /** (control, table, entries, chunks, norm, maximum) */
  clip(...numbers: number[]): void;
  /** How many rows of so many units are taken together. */
  batchNormBlock(units: number): number;
  /** (control, x, gamma, beta, y, statistics, rows, units, epsilon, workspace) */
  batchNorm(...numbers: number[]): void;
  /** (control, x, gamma, statistics, dy, dstatistics, dx, dgamma, dbeta, rows, units, epsilon, workspace) */
  batchNormGradient(...numbers: number[]): void;
  /** (control, projected, kernel, bias, firstHidden, hidden, gates, time, batch, units, workspace, sums) */
  gru(...numbers: number[]): void;
  /** (control, gates, kernel, firstHidden, hidden, dhidden, dprojected, dsums, dfirst, before, time, batch, units, workspace) */
  gruGradient(...numbers: number[]): void;
  /** (control, x, bias, y, rows, units, activation, alpha) */
  biasActivation(...numbers: number[]): void;
  /** (control, x, bias, dy, dx, dbias, rows, units, activation, alpha, parts, workspace) */
  biasActivationGradient(...numbers: number[]): void;
  /**
   * (control, batch, height, width, channels, outHeight, outWidth, strideY, strideX, top, left, dilationY, dilationX, filterHeight,
   * filterWidth, maximum)
   */
  setPooling(...numbers: number[]): void;
  /** (control, x, y) */
  pool(...numbers: number[]): void;
  /** (control, x, dy, dx) */
  poolGradient(...numbers: number[]): void;
  /**
   * (control, batch, height, width, channels, outHeight, outWidth, strideY, strideX, top, left, dilationY, dilationX, filterHeight,
   * filterWidth, upY, upX)
   */
  setDepthwise(...numbers: number[]): void;
  /** (control, image, filter, y, flipped, bias, activation, alpha) */
  depthwise(...numbers: number[]): void;
  /** (control, image, dy, dw, parts, workspace) */
  depthwiseFilterGradient(...numbers: number[]): void;
  /** (control, axis, size, first, second): axis 0 is the innermost; strides in the first and second view, in numbers */
  setAxis(...numbers: number[]): void;
  /** (control, operation, a, b, c, count, rank) */
  binary(...numbers: number[]): void;
  /** (control, operation, x, y, count, first, second, costly) */
  unary(...numbers: number[]): void;

  /** (control, from, to, x, y, count) */
  cast(...numbers: number[]): void;
  /** (control, condition, yes, no, y, count, width, size) */
  select(...numbers: number[]): void;
  /** (control, i, place) */
  setSummand(...numbers: number[]): void;
  /** (control, y, count, many) */
  addN(...numbers: number[]): void;
  /** (control, y, size, pattern): size in bytes */
  fill(...numbers: number[]): void;

  /** (control, operation, x, y, outer, n, inner, part, divisor, partial) */
  reduce(...numbers: number[]): void;

  /** (control, source, target, size, rank, count): size in bytes, 1 or 4 */
  copy(...numbers: number[]): void;
  /** (control, source, target, rank, count) */
  turn(...numbers: number[]): void;

  /** The place of the first of `count` whole numbers that is none of 0 … rows − 1, or −1. */
  findOutside(ids: number, count: number, rows: number): number;
  /** (control, x, ids, y, batch, outer, rows, count, width): width in bytes */
  gather(...numbers: number[]): void;
  /** (control, x, ids, y, rows, width, segments) */
  segmentSum(...numbers: number[]): void;
  /** (ids, y, count, depth, pattern, size): size in bytes */
  mark(...numbers: number[]): void;
  /** (control, x, y, rows, columns, logarithm) */
  softmax(...numbers: number[]): void;
  /** (control, x, y, outer, n, inner, exclusive, reverse) */
  cumulative(...numbers: number[]): void;
}
