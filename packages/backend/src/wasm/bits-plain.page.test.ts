import { expect, test } from 'vitest';

import { choosePlainBuild } from '../conformance/build.ts';
import { useDevice } from '../index.ts';

// The same claims of the other build: chosen first, it is the one they run on.
choosePlainBuild();
const device = await useDevice('wasm');
test('the build without relaxed SIMD is at work', () => {
  expect(device.fusedMultiplyAdd).toBe(false);
});
await import('./bits.page.test.ts');
