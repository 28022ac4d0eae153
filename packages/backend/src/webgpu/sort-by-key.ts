import type { tf } from '../tfjs.ts';
import { defineKernel } from './define-kernel.ts';
import { cumulate } from './mends/cumulate.ts';
import type { WebGPUBackend } from './webgpu-backend.ts';

/** Sorted keys, and where each stood before. Whoever asked for them disposes them. */
export interface Sorted {
  readonly keys: tf.TensorInfo;
  readonly order: tf.TensorInfo;
}

/**
 * Sorts whole numbers from 0 to `limit` − 1, equal ones in the order in which they stood; what is outside comes last, as
 * `limit`. A radix sort of 8 bits a pass, from the lowest on: in blocks of 256 each number is given its rank among those of
 * its block with the same digit, the counts of all blocks are added up digit by digit, and each number goes to its place.
 * Without atomics, so that the result and what is computed from it is the same in every run.
 *
 * @param ids int32 [count].
 */
export function sortByKey(ids: tf.TensorInfo, limit: number, backend: WebGPUBackend): Sorted {
  const count = ids.shape[0]!;
  const blocks = Math.ceil(count / 256);
  const make = (length: number): tf.TensorInfo => backend.makeTensorInfo([length], 'int32');
  let [keys, order] = [make(count), make(count)];
  begin(backend, { ids, keys, order }, { count, limit }, Math.ceil(count / 64));
  for (let shift = 0; limit >= 2 ** shift; shift += 8) {
    const [ranks, counts] = [make(count), make(256 * blocks)];
    rank(backend, { keys, ranks, counts }, { count, blocks, shift }, blocks);
    const places = runningSum(
      { x: counts },
      { axis: 0, exclusive: true, reverse: false },
      backend,
    ) as tf.TensorInfo;
    const [sortedKeys, sortedOrder] = [make(count), make(count)];
    move(
      backend,
      { keys, order, ranks, places, sortedKeys, sortedOrder },
      { count, blocks, shift },
      Math.ceil(count / 64),
    );
    for (const { dataId } of [keys, order, ranks, counts, places]) backend.disposeData(dataId);
    [keys, order] = [sortedKeys, sortedOrder];
  }
  return { keys, order };
}

const runningSum = /* @__PURE__ */ cumulate('Cumsum');

const begin = /* @__PURE__ */ defineKernel({
  name: 'sortBegin',
  reads: { ids: 'i32' },
  writes: { keys: 'u32', order: 'u32' },
  uniforms: { count: 'u32', limit: 'u32' },
  wgsl: `
fn main(group: u32, lane: u32) {
  let i = group * workgroupSize + lane;
  if (i >= u.count) { return; }
  keys[i] = min(u32(ids[i]), u.limit); // a negative number is a great one here
  order[i] = i;
}`,
});

const rank = /* @__PURE__ */ defineKernel({
  name: 'sortRank',
  reads: { keys: 'u32' },
  writes: { ranks: 'u32', counts: 'u32' },
  uniforms: { count: 'u32', blocks: 'u32', shift: 'u32' },
  workgroupSize: 256,
  wgsl: `
const none = 256u;
var<workgroup> digits: array<u32, workgroupSize>;

fn main(group: u32, lane: u32) {
  let i = group * workgroupSize + lane;
  var digit = none;
  if (i < u.count) { digit = (keys[i] >> u.shift) & 0xff; }
  digits[lane] = digit;
  workgroupBarrier();
  var rank = 0u;
  for (var other = 0u; other < lane; other++) { rank += select(0u, 1u, digits[other] == digit); }
  if (i < u.count) { ranks[i] = rank; }
  var count = 0u; // of the digit that is this invocation's number
  for (var other = 0u; other < workgroupSize; other++) { count += select(0u, 1u, digits[other] == lane); }
  counts[lane * u.blocks + group] = count;
}`,
});

const move = /* @__PURE__ */ defineKernel({
  name: 'sortMove',
  reads: { keys: 'u32', order: 'u32', ranks: 'u32', places: 'u32' },
  writes: { sortedKeys: 'u32', sortedOrder: 'u32' },
  uniforms: { count: 'u32', blocks: 'u32', shift: 'u32' },
  wgsl: `
fn main(group: u32, lane: u32) {
  let i = group * workgroupSize + lane;
  if (i >= u.count) { return; }
  let digit = (keys[i] >> u.shift) & 0xff;
  let place = places[digit * u.blocks + i / 256] + ranks[i];
  sortedKeys[place] = keys[i];
  sortedOrder[place] = order[i];
}`,
});
