import { ArgumentError, checkOptions, checkSize, describe, tf } from '@thaw/backend';
import {
  type Activation,
  checkInput,
  type Context,
  heNormal,
  type Initializer,
  Module,
  relu,
  Sequential,
} from '@thaw/core';

import { Conv2D } from '../convolution/convolution.ts';
import { MaxPooling2D } from '../pooling/max-pooling.ts';

/** How many filters each tower of an `Inception` has. */
export interface InceptionFilters {
  /** Of the 1×1 tower. */
  readonly one: number;
  /** Of the 3×3 tower: those of the 1×1 before, then its own. */
  readonly three: readonly [reduced: number, filters: number];
  /** Of the 5×5 tower: those of the 1×1 before, then its own. */
  readonly five: readonly [reduced: number, filters: number];
  /** Of the 1×1 after the pooling. */
  readonly pool: number;
}

/** Options of `Inception`. */
export interface InceptionOptions {
  /** After each convolution. @defaultValue relu */
  readonly activation?: Activation;
  /** @defaultValue heNormal */
  readonly kernelInitializer?: Initializer;
}

/**
 * Four towers that look at an image in windows of different size, their outputs side by side:
 *
 * y = [1×1(x), 3×3(1×1(x)), 5×5(1×1(x)), 1×1(maxpool3×3(x))]
 *
 * Each keeps the size of the image; the 1×1 convolutions before the wide ones make them cheap.
 *
 * Shapes: input [batch, height, width, channels] → [batch, height, width, one + three[1] + five[1] + pool].
 * Weights: one, a `Conv2D`; three and five, two of them each; pool, a pooling and one.
 *
 * @throws {ArgumentError} when a size is not a whole number from 1 on, a tower is missing, or activation is no function.
 * @throws {ShapeError} when the input has other channels.
 * @see Szegedy et al. 2015, figure 2b, https://arxiv.org/abs/1409.4842
 * @example
 * ```ts
 * import { tf, useDevice } from '@thaw/core';
 * import { Inception } from '@thaw/layers';
 *
 * await useDevice();
 * const block = new Inception(16, { one: 8, three: [12, 16], five: [2, 4], pool: 4 });
 * console.log(block.forward(tf.ones([1, 8, 8, 16])).shape); // [ 1, 8, 8, 32 ]
 * ```
 */
export class Inception extends Module {
  readonly channels: number;
  /** How many channels come out. */
  readonly filters: number;
  readonly one: Conv2D;
  readonly three: Sequential;
  readonly five: Sequential;
  readonly pool: Sequential;

  constructor(channels: number, filters: InceptionFilters, options: InceptionOptions = {}) {
    super();
    checkOptions('Inception', options, ['activation', 'kernelInitializer']);
    const { activation = relu, kernelInitializer = heNormal } = options;
    this.channels = checkSize('Inception', 'channels', channels);
    const { one, three, five, pool } = checkFilters(filters);
    const convolution = (from: number, to: number, size: number): Conv2D =>
      new Conv2D(from, to, size, { padding: 'same', activation, kernelInitializer });
    this.one = convolution(channels, one, 1);
    this.three = new Sequential([convolution(channels, three[0], 1), convolution(...three, 3)]);
    this.five = new Sequential([convolution(channels, five[0], 1), convolution(...five, 5)]);
    this.pool = new Sequential([
      new MaxPooling2D(3, { strides: 1, padding: 'same' }),
      convolution(channels, pool, 1),
    ]);
    this.filters = one + three[1] + five[1] + pool;
    this.namedModules(); // so that messages know the paths from the start
  }

  forward(input: tf.Tensor, context: Context = {}): tf.Tensor {
    checkInput(
      this,
      input,
      ['batch', 'height', 'width', this.channels],
      'its first argument says how many channels it takes, and channels come last',
    );
    const towers = [this.one, this.three, this.five, this.pool];
    return tf.concat(
      towers.map((tower: Module) => tower.forward(input, context)),
      -1,
    );
  }
}

function checkFilters(filters: InceptionFilters): InceptionFilters {
  const { one, three, five, pool } = filters ?? {};
  checkSize('Inception', 'one', one);
  for (const [name, pair] of Object.entries({ three, five })) {
    if (!Array.isArray(pair) || pair.length !== 2) {
      throw new ArgumentError(
        `Inception: ${name} must be two whole numbers, [of the 1×1 before, its own], got ${describe(pair)}.`,
      );
    }
    checkSize('Inception', `${name}[0]`, pair[0] as number);
    checkSize('Inception', `${name}[1]`, pair[1] as number);
  }
  checkSize('Inception', 'pool', pool);
  return filters;
}
