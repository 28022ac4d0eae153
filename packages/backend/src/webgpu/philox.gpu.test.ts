import { beforeAll, expect, test } from 'vitest';

import { tf, useDevice } from '../index.ts';
import { philoxBlock } from '../random/philox.ts';
import { defineKernel } from './define-kernel.ts';
import { philox } from './philox.ts';
import { gpu } from './survey/stock.ts';

beforeAll(async () => {
  await useDevice('webgpu');
});

test('the words of the device are those of the host, to the bit', async () => {
  const kernel = defineKernel({
    name: 'philox',
    writes: { words: 'vec4u' },
    uniforms: { low: 'u32', high: 'u32' },
    wgsl: `${philox}
fn main(group: u32, lane: u32) {
  words[lane] = philox(vec4u(lane, 0xffffffff - lane, lane * 0x10001, 7), vec2u(u.low, u.high));
}`,
  });
  const words = gpu().makeTensorInfo([64, 4], 'int32');
  kernel(gpu(), { words }, { low: 0xdeadbeef, high: 0x12345678 }, 1);
  const found = await tf.engine().makeTensorFromTensorInfo(words).data();
  const expected = new Uint32Array(256);
  for (let lane = 0; lane < 64; lane++) {
    const counter = [lane, 0xffffffff - lane, Math.imul(lane, 0x10001) >>> 0, 7] as const;
    philoxBlock(counter, [0xdeadbeef, 0x12345678], expected, 4 * lane);
  }
  expect(Array.from(found, (word) => word >>> 0)).toEqual([...expected]);
});
