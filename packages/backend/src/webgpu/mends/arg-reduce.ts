import { tf } from '../../tfjs.ts';
import { defineKernel, type Kernel } from '../define-kernel.ts';
import { isShort, planReduction } from '../plan-reduction.ts';
import type { Compute } from '../stock-kernels.ts';

/**
 * Where along an axis the greatest (least) number stands: the first of equals, as on the cpu device; a NaN is passed over
 * unless it comes first, and then it is the answer. TensorFlow.js takes any of equals from 32 numbers on, gives a scalar
 * the shape [1], and loses the submit where the axis is empty.
 */
export function argReduce(kernelName: 'ArgMax' | 'ArgMin'): Compute {
  return ({ x }, { axis }, backend) => {
    if (x!.dtype === 'string' || x!.dtype === 'complex64') return undefined;
    const { outer, length, inner, shape } = planReduction(
      x!.shape,
      tf.util.parseAxisParam(axis as number, x!.shape),
      false,
    );
    const size = outer * inner;
    const empty = size === 0 || length === 0;
    const y = backend.makeTensorInfo(shape, 'int32', empty ? new Int32Array(size) : undefined);
    if (empty) return y;
    const alone = isShort(length, size, inner);
    const kernel = kernelOf(kernelName, x!.dtype === 'float32' ? 'f32' : 'i32', alone);
    kernel(backend, { x: x!, y }, { length, inner, size }, alone ? Math.ceil(size / 64) : size);
    return y;
  };
}

type ArgReduce = Kernel<'x' | 'y', 'length' | 'inner' | 'size'>;

const kernels = /* @__PURE__ */ new Map<string, ArgReduce>();

function kernelOf(name: 'ArgMax' | 'ArgMin', element: 'f32' | 'i32', alone: boolean): ArgReduce {
  const key = `${name} ${element} ${alone}`;
  let kernel = kernels.get(key);
  if (kernel) return kernel;
  const isNaN: Test = element === 'f32' ? (x) => `isNaN(${x})` : () => 'false';
  kernel = defineKernel({
    name,
    reads: { x: element },
    writes: { y: 'i32' },
    uniforms: { length: 'u32', inner: 'u32', size: 'u32' },
    wgsl: `
const nowhere = 0xffffffffu;

fn isBetter(value: ${element}, place: u32, than: ${element}, there: u32) -> bool {
  if (place == nowhere) { return false; }
  if (there == nowhere) { return true; }
  return value ${name === 'ArgMax' ? '>' : '<'} than || (value == than && place < there);
}
${alone ? byOne(isNaN) : byMany(element, isNaN)}`,
  });
  kernels.set(key, kernel);
  return kernel;
}

type Test = (x: string) => string;

/** Each invocation goes through a row of its own. */
const byOne = (isNaN: Test): string => `
fn main(group: u32, lane: u32) {
  let i = group * workgroupSize + lane;
  if (i >= u.size) { return; }
  let begin = i / u.inner * u.length * u.inner + i % u.inner;
  var place = 0u;
  var value = x[begin];
  for (var k = 1u; k < u.length; k++) {
    let candidate = x[begin + k * u.inner];
    if (!${isNaN('candidate')} && isBetter(candidate, k, value, place)) { value = candidate; place = k; }
  }
  y[i] = select(i32(place), 0, ${isNaN('x[begin]')});
}`;

/** A workgroup goes through a row. */
const byMany = (element: string, isNaN: Test): string => `
var<workgroup> values: array<${element}, workgroupSize>;
var<workgroup> places: array<u32, workgroupSize>;

fn main(group: u32, lane: u32) {
  let begin = group / u.inner * u.length * u.inner + group % u.inner;
  var value = x[begin];
  var place = nowhere;
  for (var k = lane; k < u.length; k += workgroupSize) {
    let candidate = x[begin + k * u.inner];
    if (!${isNaN('candidate')} && isBetter(candidate, k, value, place)) { value = candidate; place = k; }
  }
  values[lane] = value;
  places[lane] = place;
  workgroupBarrier();
  for (var step = workgroupSize / 2; step > 0; step /= 2) {
    if (lane < step && isBetter(values[lane + step], places[lane + step], values[lane], places[lane])) {
      values[lane] = values[lane + step];
      places[lane] = places[lane + step];
    }
    workgroupBarrier();
  }
  if (lane == 0) {
    y[group] = select(i32(places[0]), 0, places[0] == nowhere || ${isNaN('x[begin]')});
  }
}`;
