import { ArgumentError, checkOptions, describe, tf } from '@thaw/backend';

import { applyLoss } from '../training/watch-weighting.ts';
import type { Loss } from './loss.ts';
import type { Weighting } from './weighting.ts';

/** Options of `lossesByName`. */
export interface LossesByNameOptions<Name extends string> {
  /** What the loss of an output is multiplied by; 1 for those that are not named. */
  readonly weights?: Readonly<Partial<Record<Name, number>>>;
}

/**
 * One loss of several outputs, for a model whose `forward` returns them by name and batches whose `target` has them by the same names.
 *
 * loss = Σ weightᵢ · lossᵢ(targetᵢ, outputᵢ)
 *
 * Sample weights and the mask of a batch count in each of the losses. Outputs and targets that no loss is named for are left alone.
 *
 * @throws {ArgumentError} when there are no losses, one is no function, or a weight belongs to none or is no number.
 * @example
 * ```ts
 * import { accuracy, binaryCrossentropy, fit, lossesByName, metricsByName, Module, sparseCategoricalCrossentropy, tf } from '@thaw/core';
 * import { Dense } from '@thaw/layers';
 * import { adam } from '@thaw/optimizers';
 *
 * class TwoHeads extends Module<tf.Tensor, { kind: tf.Tensor; large: tf.Tensor }> {
 *   readonly kind = new Dense(2, 3);
 *   readonly large = new Dense(2, 1);
 *
 *   forward(input: tf.Tensor) {
 *     return { kind: this.kind.forward(input), large: this.large.forward(input) };
 *   }
 * }
 *
 * const input = { data: Float32Array.of(0, 1, 1, 0, 2, 2), shape: [3, 2] };
 * const target = {
 *   kind: { data: Int32Array.of(0, 1, 2), shape: [3] },
 *   large: { data: Float32Array.of(0, 0, 1), shape: [3, 1] },
 * };
 * const { epochs } = await fit(new TwoHeads(), [{ input, target }], {
 *   loss: lossesByName({ kind: sparseCategoricalCrossentropy, large: binaryCrossentropy }, { weights: { large: 0.5 } }),
 *   metrics: metricsByName({ kind: [accuracy()], large: [accuracy()] }),
 *   optimizer: adam(),
 * });
 * console.log(Object.keys(epochs[0]!.logs)); // [ 'loss', 'kindAccuracy', 'largeAccuracy' ]
 * ```
 */
export function lossesByName<const Name extends string>(
  losses: Readonly<Record<Name, Loss>>,
  options: LossesByNameOptions<Name> = {},
): Loss {
  checkOptions('lossesByName', options, ['weights']);
  const { weights = {} as Readonly<Partial<Record<Name, number>>> } = options;
  const entries = Object.entries<Loss>(losses ?? {});
  const wrong = entries.find(([, loss]) => typeof loss !== 'function');
  if (entries.length === 0 || wrong) {
    const got = wrong ? `${wrong[0]}: ${describe(wrong[1])}` : describe(losses);
    throw new ArgumentError(
      `lossesByName: expected a loss for each output, such as { digit: sparseCategoricalCrossentropy }, got ${got}.`,
    );
  }
  for (const [name, weight] of Object.entries<number | undefined>(weights)) {
    if (Object.hasOwn(losses, name) && Number.isFinite(weight)) continue;
    throw new ArgumentError(
      `lossesByName: weights are numbers for ${Object.keys(losses).join(', ')}, got ${name}: ${describe(weight)}.`,
    );
  }
  const sum = (target: tf.Tensor, prediction: tf.Tensor, weighting?: Weighting): tf.Scalar => {
    const parts = entries.map(([name, loss]) => {
      const should = partOf('target', target, name);
      const value = applyLoss(loss, should, partOf('output', prediction, name), weighting);
      const weight = weights[name as Name] ?? 1;
      return weight === 1 ? value : tf.mul<tf.Scalar>(value, weight);
    });
    return parts.reduce((total, part) => tf.add(total, part));
  };
  const checkTarget: Loss['checkTarget'] = (values, shapes) => {
    for (const [name, loss] of entries)
      loss.checkTarget?.(partOf('target', values, name), partOf('output', shapes, name));
  };
  return Object.assign(sum, {
    byName: true,
    ...(entries.some(([, loss]) => loss.checkTarget) && { checkTarget }),
  });
}

/**
 * One of several by name.
 *
 * @throws {ArgumentError} when there is none of that name.
 */
export function partOf<Value>(what: 'target' | 'output', given: Value, name: string): Value {
  const isOne = given instanceof tf.Tensor || ArrayBuffer.isView(given) || Array.isArray(given);
  const parts = given as Readonly<Record<string, Value>>;
  if (!isOne && Object.hasOwn(parts, name)) {
    const part = parts[name]!;
    if (typeof part === 'object' && !(part instanceof Promise)) return part;
    throw new ArgumentError(`The ${what} "${name}" must be a tensor, got ${describe(part)}.`);
  }
  const names = isOne ? 'one without a name' : Object.keys(parts).join(', ');
  const [owner, mend] =
    what === 'target'
      ? ['The batch', `give { input, target: { ${name}: … } }`]
      : ['The model', `return { ${name}: … } from its forward`];
  throw new ArgumentError(`${owner} has no ${what} "${name}", only ${names}; ${mend}.`);
}
