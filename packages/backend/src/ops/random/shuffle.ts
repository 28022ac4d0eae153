import type { tf } from '../../tfjs.ts';
import { defineKernel } from '../../webgpu/define-kernel.ts';
import { philox } from '../../webgpu/philox.ts';
import { sortByKey } from '../../webgpu/sort-by-key.ts';
import type { WebGPUBackend } from '../../webgpu/webgpu-backend.ts';

/** The longest shuffle that one invocation makes, step by step: each step waits for memory, the steps of a sort do so together. */
const LONGEST_ALONE = 1024;

/**
 * The order in which Fisher and Yates's shuffle leaves 0 … size − 1, going from the end: step i exchanges place i with place
 * jᵢ = ⌊chanceᵢ·(i + 1) / 2³²⌋, which is at most i. The bits of `Random.permutation`.
 *
 * All steps at once, since each place can be followed back on its own. Step i leaves at place i, for good, what stood at jᵢ; that was
 * put there by the step before it to choose the same place, which is the next larger i′ with the same j, out of place i′, or it is the
 * number jᵢ itself. What stands at place p when its step comes was put there by the smallest i′ above p that chose p, out of place i′,
 * or it is p. So after a sort of the steps by their j, which keeps equal ones in order, every number is a walk upwards; its length grows
 * as the logarithm of the size.
 *
 * Shapes: chance [size], random words → [size], int32.
 */
export function shuffle(chance: tf.TensorInfo, backend: WebGPUBackend): tf.TensorInfo {
  const size = chance.shape[0]!;
  const make = (): tf.TensorInfo => backend.makeTensorInfo([size], 'int32');
  const y = make();
  if (size <= LONGEST_ALONE) {
    stepByStep(backend, { chance, y }, { size }, 1);
    return y;
  }
  const [places, origin, next] = [make(), make(), make()];
  const groups = Math.ceil(size / 64);
  choose(backend, { chance, places, origin }, { size }, groups);
  const { keys, order } = sortByKey(places, size, backend);
  link(backend, { keys, order, origin, next }, { size }, groups);
  walk(backend, { places, origin, next, y }, { size }, groups);
  for (const { dataId } of [places, origin, next, keys, order]) backend.disposeData(dataId);
  return y;
}

const stepByStep = /* @__PURE__ */ defineKernel({
  name: 'shuffle',
  reads: { chance: 'u32' },
  writes: { y: 'u32' },
  uniforms: { size: 'u32' },
  wgsl: `${philox}
fn main(group: u32, lane: u32) {
  for (var i = lane; i < u.size; i += workgroupSize) { y[i] = i; }
  storageBarrier();
  if (lane > 0) { return; }
  for (var i = u.size - 1; i > 0; i--) {
    let j = multiplyHigh(chance[i], i + 1);
    let held = y[i];
    y[i] = y[j];
    y[j] = held;
  }
}`,
});

const choose = /* @__PURE__ */ defineKernel({
  name: 'shuffle, places',
  reads: { chance: 'u32' },
  writes: { places: 'u32', origin: 'u32' },
  uniforms: { size: 'u32' },
  wgsl: `${philox}
fn main(group: u32, lane: u32) {
  let i = group * workgroupSize + lane;
  if (i >= u.size) { return; }
  places[i] = multiplyHigh(chance[i], i + 1);
  origin[i] = i;
}`,
});

/** Of each step the next larger one to choose its place, or `size`; of each place the smallest step above it to choose it, or itself. */
const link = /* @__PURE__ */ defineKernel({
  name: 'shuffle, links',
  reads: { keys: 'u32', order: 'u32' },
  writes: { origin: 'u32', next: 'u32' },
  uniforms: { size: 'u32' },
  wgsl: `
fn main(group: u32, lane: u32) {
  let i = group * workgroupSize + lane;
  if (i >= u.size) { return; }
  let place = keys[i];
  var later = u.size;
  if (i + 1 < u.size && keys[i + 1] == place) { later = order[i + 1]; }
  next[order[i]] = later;
  if (i > 0 && keys[i - 1] == place) { return; }
  let above = select(order[i], later, order[i] == place); // a step that chose its own place moved nothing
  if (above < u.size) { origin[place] = above; }
}`,
});

const walk = /* @__PURE__ */ defineKernel({
  name: 'shuffle, walks',
  reads: { places: 'u32', origin: 'u32', next: 'u32' },
  writes: { y: 'u32' },
  uniforms: { size: 'u32' },
  wgsl: `
fn main(group: u32, lane: u32) {
  let i = group * workgroupSize + lane;
  if (i >= u.size) { return; }
  var at = next[i];
  if (at >= u.size) {
    y[i] = places[i];
    return;
  }
  while (origin[at] != at) { at = origin[at]; }
  y[i] = at;
}`,
});
