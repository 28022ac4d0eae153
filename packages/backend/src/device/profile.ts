import { describe } from '../check-options.ts';
import { ArgumentError } from '../errors.ts';
import { tf } from '../tfjs.ts';
import { requireDevice } from './device.ts';
import { watchKernels } from './watch-kernels.ts';

/** What one kernel cost. */
export interface KernelCost {
  readonly name: string;
  /** How often it ran. */
  readonly count: number;
  /** In all its runs, without those of the kernels it is made of. */
  readonly milliseconds: number;
}

/** What `profile` found. */
export interface Profile {
  /** The kernels that ran, the costliest first. */
  readonly kernels: readonly KernelCost[];
  /** From beginning to end, with all that is not in a kernel. */
  readonly milliseconds: number;
  /** Milliseconds of kernels are those of computing them, or, on webgpu and webgl, those of handing them to the GPU, which computes them later. */
  readonly clock: 'computing' | 'dispatching';
}

/**
 * Lists the kernels that a function runs, by time.
 *
 * @param run what is measured; when it gives a promise, until that is settled.
 * @throws {DeviceError} before a device was chosen.
 * @throws {ArgumentError} when it is no function, or another profile is being made.
 * @example
 * ```ts
 * import { profile, tf, useDevice } from '@thaw/backend';
 *
 * await useDevice();
 * const { kernels } = await profile(() => tf.tidy(() => tf.ones([2, 2]).matMul(tf.ones([2, 2])).dataSync()));
 * console.log(kernels.map(({ name, count }) => `${count} x ${name}`));
 * ```
 */
export async function profile(run: () => unknown): Promise<Profile> {
  requireDevice();
  if (typeof run !== 'function') {
    throw new ArgumentError(
      `profile: expected a function to run and measure, such as () => model.predict(x), got ${describe(run)}.`,
    );
  }
  if (profiling) throw new ArgumentError('profile: another profile is being made; wait for it.');
  profiling = true;
  const backendName = tf.getBackend();
  const costs = new Map<string, { count: number; milliseconds: number }>();
  const restore = clockKernels(costs);
  const begin = performance.now();
  try {
    await run();
  } finally {
    profiling = false;
    restore();
  }
  const milliseconds = performance.now() - begin;
  const kernels = [...costs].map(([name, cost]) => ({ name, ...cost }));
  kernels.sort((a, b) => b.milliseconds - a.milliseconds);
  return { kernels, milliseconds, clock: backendName.startsWith('webg') ? 'dispatching' : 'computing' };
}

let profiling = false;

/** Puts a clock around every kernel. The function returned takes it away. */
function clockKernels(costs: Map<string, { count: number; milliseconds: number }>): () => void {
  let within = 0; // milliseconds of kernels that ran within the one that runs
  return watchKernels((name, _, run) => {
    const [begin, outer] = [performance.now(), within];
    within = 0;
    try {
      return run();
    } finally {
      const all = performance.now() - begin;
      const { count, milliseconds } = costs.get(name) ?? { count: 0, milliseconds: 0 };
      costs.set(name, { count: count + 1, milliseconds: milliseconds + all - within });
      within = outer + all;
    }
  });
}
