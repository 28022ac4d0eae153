import type { tf } from '../../tfjs.ts';
import { defineKernel } from '../define-kernel.ts';
import { philox } from '../philox.ts';
import type { Compute } from '../stock-kernels.ts';
import { softmax } from './softmax.ts';

/**
 * Draws outcomes by their probabilities. TensorFlow.js multiplies its seed by the place of the draw, so that the first draw
 * of the first row, at place 0, is the same with every seed, and its last outcome may come although its probability is 0.
 * Here each draw has a block of Philox of its own, keyed by the bits of the seed and counted by row and draw.
 *
 * Shapes: logits, or probabilities when `normalized`, [rows, outcomes] → [rows, numSamples], int32.
 */
export const multinomial: Compute = ({ logits }, { numSamples, seed, normalized }, backend) => {
  if (logits!.dtype !== 'float32') return undefined;
  const [rows, outcomes] = logits!.shape as [number, number];
  const probabilities = normalized
    ? logits!
    : (softmax({ logits: logits! }, { dim: 1 }, backend) as tf.TensorInfo);
  const drawn = backend.makeTensorInfo([rows, numSamples as number], 'int32');
  const size = rows * (numSamples as number);
  const bits = new Uint32Array(Float64Array.of(seed as number).buffer);
  kernel(
    backend,
    { probabilities, drawn },
    { size, samples: numSamples as number, outcomes, low: bits[0]!, high: bits[1]! },
    Math.ceil(size / 64),
  );
  if (!normalized) backend.disposeData(probabilities.dataId);
  return drawn;
};

const kernel = /* @__PURE__ */ defineKernel({
  name: 'multinomial',
  reads: { probabilities: 'f32' },
  writes: { drawn: 'i32' },
  uniforms: { size: 'u32', samples: 'u32', outcomes: 'u32', low: 'u32', high: 'u32' },
  wgsl: `${philox}
fn main(group: u32, lane: u32) {
  let i = group * workgroupSize + lane;
  if (i >= u.size) { return; }
  let row = i / u.samples;
  let word = philox(vec4u(i % u.samples, row, 0, 0), vec2u(u.low, u.high)).x;
  let place = f32(word >> 8) * 0x1p-24; // 24 bits, exact in a float: 0 ≤ place < 1
  var sum = 0.0;
  var last = 0u;
  for (var outcome = 0u; outcome < u.outcomes; outcome++) {
    let probability = probabilities[row * u.outcomes + outcome];
    if (probability > 0.0) {
      last = outcome; // rounding may leave the sum of all below 1: the last that can come then comes
      sum += probability;
      if (place < sum) { break; }
    }
  }
  drawn[i] = i32(last);
}`,
});
