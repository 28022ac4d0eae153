import { beforeAll, describe, expect, inject, test } from 'vitest';

import { bitsOfOperations } from '../conformance/bits.ts';
import type { Build } from '../conformance/build.ts';
import { currentDevice, type Device, useDevice } from '../index.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** From each operation to its bits in Node on one thread, by each build of the kernels. */
    bitsInNode: Record<Build, Record<string, string>>;
    /** Whether the page of this project is cross-origin isolated. */
    isolated: boolean;
  }
}

const isolated = inject('isolated');
const notIsolated =
  'it was asked for; on one thread, since this page is not cross-origin isolated (its headers COOP and COEP), as threads need';

test('the page is cross-origin isolated, or it is not, as this project says', () => {
  expect(globalThis.crossOriginIsolated).toBe(isolated);
});

describe.each([1, 3, 2])('with %i threads asked for', (threads) => {
  let device: Device;
  beforeAll(async () => {
    device = await useDevice('wasm', { threads });
  });

  test('an isolated page has them; another has one, and says why', () => {
    const fewer = threads > 1 && !isolated;
    expect(device.threads).toBe(fewer ? 1 : threads);
    expect(device.reason).toBe(fewer ? notIsolated : 'it was asked for');
  });

  test('every operation has the bits that it has in Node on one thread', async () => {
    const bits = await bitsOfOperations();
    expect(Object.keys(bits).length).toBeGreaterThan(300);
    expect(bits).toEqual(inject('bitsInNode')[currentDevice()!.fusedMultiplyAdd ? 'fused' : 'plain']);
  });
});
