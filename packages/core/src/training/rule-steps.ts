import type { tf } from '@thaw/backend';
import { ArgumentError } from '@thaw/backend';

import { applyConstraints } from '../constraints/constrain.ts';
import type { AnyModule, Context } from '../module/module.ts';
import type { Goal } from './goal.ts';
import type { LearningRule } from './learning-rule.ts';
import type { DeviceBatch } from './to-device.ts';

/** Takes one step: gives what the rule watches, and the sums of each metric. */
export type TakeByRule = (batch: DeviceBatch, context: Context) => tf.Tensor1D[];

/**
 * The steps of a training run by a rule.
 *
 * @throws {ArgumentError} when a parameter has a regularizer, which a rule would not heed.
 */
export function ruleSteps(model: AnyModule, rule: LearningRule, goal: Goal): TakeByRule {
  refuseRegularizers(model);
  return (batch, context) => {
    const { input, target } = batch;
    if (batch.weighting) throw new ArgumentError(noWeightsByRule);
    const measures = target && goal.figures!.length > 0;
    const sums = measures ? goal.measure(batch, goal.judge(batch, context).seen) : [];
    const value = rule.update(model as never, input as tf.Tensor, target as tf.Tensor).as1D();
    applyConstraints(model);
    return [value, ...sums];
  };
}

const noWeightsByRule =
  'A rule looks at no sampleWeight and no mask; leave them out of the batches, or learn by a loss.';

function refuseRegularizers(model: AnyModule): void {
  for (const [path, { regularizer }] of model.parameters()) {
    if (!regularizer) continue;
    throw new ArgumentError(
      `A rule has no loss to which the regularizer of ${path} could be added; take it away, or learn by { loss, optimizer }.`,
    );
  }
}
