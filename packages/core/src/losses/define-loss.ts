import { ArgumentError, checkOptions, describe, tf } from '@thaw/backend';

import type { ConfigurableLoss, LossOptions, PlacedLoss, Places } from './loss.ts';
import { reduceLosses } from './reduce.ts';
import { axesOf, type Weighting } from './weighting.ts';

/** What makes one loss another than the rest. */
export interface LossDefinition<Options extends LossOptions> {
  /** Its name in messages, and as a metric. */
  readonly name: string;
  /** The names of its options besides `reduction`. */
  readonly options?: readonly (keyof Options & string)[];
  /** Throws where an option is not what it should be; `owner` begins the message. */
  checkOptions?(owner: string, options: Options): void;
  /**
   * The losses of each place, or those of each number, which `elementwise` says. Without a weighting only their mean is wanted, and
   * they may be of any shape.
   */
  places(target: tf.Tensor, prediction: tf.Tensor, options: Options, weighting?: Weighting): Places;
  /**
   * Whether `places` gives one loss for each number of the prediction. Then a place is a row of the last axis, [batch, …, d] →
   * [batch, …], whose loss is the mean of its numbers; where there is no second axis, or weights say otherwise, it is a number.
   */
  readonly elementwise?: boolean;
  /** As `Loss.checkTarget`. */
  checkTarget?(values: ArrayLike<number>, predictionShape: readonly number[], options: Options): void;
}

/** A loss that is used as it is, or `with` options. */
export function defineLoss<Options extends LossOptions = LossOptions>(
  definition: LossDefinition<Options>,
): ConfigurableLoss<Options> {
  const { name } = definition;
  const withOptions = (options: Options): PlacedLoss => {
    const owner = `${name}.with`;
    checkOptions(owner, options, ['reduction', ...(definition.options ?? [])]);
    requireReduction(owner, options.reduction);
    definition.checkOptions?.(owner, options);
    return lossOf(definition, options);
  };
  const alone = lossOf(definition, {} as Options);
  return Object.assign(alone, { with: withOptions as ConfigurableLoss<Options>['with'] });
}

function lossOf<Options extends LossOptions>(
  definition: LossDefinition<Options>,
  options: Options,
): PlacedLoss {
  const { name, elementwise = false } = definition;
  const { reduction = 'mean' } = options;
  const places = (target: tf.Tensor, prediction: tf.Tensor, weighting: Weighting = {}): Places => {
    const found = definition.places(target, prediction, options, weighting);
    if (!elementwise || found.losses.rank < 2 || reaches(found.losses.rank, weighting)) return found;
    return { ...found, losses: tf.mean(found.losses, -1) };
  };
  const named = {
    // so that messages know its name
    [name]: (target: tf.Tensor, prediction: tf.Tensor, weighting?: Weighting): tf.Scalar => {
      const isPlain = reduction === 'mean' && !weighting?.sampleWeight && !weighting?.mask;
      const found = isPlain // rows of one length: the mean of their means is that of all numbers
        ? definition.places(target, prediction, options)
        : places(target, prediction, weighting);
      return reduceLosses(name, found, reduction, weighting) as tf.Scalar;
    },
  };
  const check = definition.checkTarget?.bind(definition);
  return Object.assign(named[name]!, {
    places,
    ...(check && {
      checkTarget: (values: ArrayLike<number>, shape: readonly number[]) => check(values, shape, options),
    }),
  });
}

/** Whether weights go down to single numbers. */
function reaches(rank: number, { sampleWeight, mask }: Weighting): boolean {
  return [sampleWeight, mask].some((weight) => weight !== undefined && axesOf(weight) === rank);
}

/** @throws {ArgumentError} when the reduction is none. */
function requireReduction(owner: string, reduction: unknown): void {
  if (reduction === undefined || ['mean', 'sum', 'none'].includes(reduction as string)) return;
  throw new ArgumentError(`${owner}: reduction must be 'mean', 'sum' or 'none', got ${describe(reduction)}.`);
}
