import { describe } from '../check-options.ts';
import { ArgumentError } from '../errors.ts';
import { requireDevice } from './device.ts';
import { flopsOf, hasFormula, type Shape } from './flops-of.ts';
import { watchKernels } from './watch-kernels.ts';

/** Arithmetic operations so far. */
export interface FlopCounter {
  readonly flops: number;
  /** Ends the count. */
  stop(): void;
}

/**
 * Counts the arithmetic operations of all that runs on the device from now until `stop`.
 *
 * A product of matrices or a convolution has two for each multiplication with its sum; any other operation one for each number of its
 * largest input or output, whatever its formula; moving numbers is free. So counts are comparable with those that papers give, which
 * leave out or count once what is not a product; where a paper counts multiply-adds, twice as many stand here.
 *
 * @throws {DeviceError} before a device was chosen.
 */
export function flopCounter(): FlopCounter {
  requireDevice();
  const counter = { flops: 0, stop: () => undefined as void };
  counter.stop = watchKernels((name, { inputs, attrs }, run) => {
    const before = counter.flops;
    const outputs = run();
    const shapes: Record<string, Shape> = {};
    for (const key in inputs) if (inputs[key]) shapes[key] = inputs[key].shape;
    const output = [outputs].flat()[0]?.shape ?? [];
    const flops = flopsOf(name, shapes, output, attrs ?? {});
    if (hasFormula(name)) counter.flops = before + flops;
    else if (counter.flops === before) counter.flops += flops; // what is made of other kernels has counted them already
    return outputs;
  });
  return counter;
}

/**
 * How many arithmetic operations a function runs on the device; see `flopCounter` for what counts as one.
 *
 * @throws {DeviceError} before a device was chosen.
 * @throws {ArgumentError} when it is no function.
 * @example
 * ```ts
 * import { countFlops, tf, useDevice } from '@thaw/backend';
 *
 * await useDevice();
 * console.log(countFlops(() => tf.matMul(tf.ones([4, 3]), tf.ones([3, 5])))); // 2·4·3·5 = 120
 * ```
 */
export function countFlops(run: () => unknown): number {
  if (typeof run !== 'function') {
    throw new ArgumentError(
      `countFlops: expected a function to run, such as () => model.forward(x), got ${describe(run)}.`,
    );
  }
  const counter = flopCounter();
  try {
    run();
    return counter.flops;
  } finally {
    counter.stop();
  }
}
