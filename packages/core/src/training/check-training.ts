import { ArgumentError, checkOptions, describe, tf } from '@thaw/backend';

import type { Loss } from '../losses/loss.ts';
import type { Metric } from '../metrics/metric.ts';
import { type AnyModule, Module } from '../module/module.ts';
import type { Inputs, InputValues } from './batch.ts';
import type { Learning } from './stepper.ts';

/** @throws {ArgumentError} when what should be a model is none. */
export function checkModel(owner: string, model: unknown): void {
  if (model instanceof Module) return;
  const isClass = typeof model === 'function' && model.prototype instanceof Module;
  throw new ArgumentError(
    `${owner}: the first argument is a model, got ${describe(model)}` +
      (isClass ? `; write new ${model.name}(…).` : ', which is no Module.'),
  );
}

/** @throws {ArgumentError} when the third argument is not the options of this function. */
export function checkTrainingOptions(owner: string, options: unknown, names: readonly string[]): void {
  if (options instanceof tf.Tensor || Array.isArray(options)) {
    throw new ArgumentError(
      `${owner}: the second argument is batches, such as [{ input, target }], and options come third; got ${describe(options)} as options.`,
    );
  }
  checkOptions(owner, options, names);
}

/** @throws {ArgumentError} when there is no way to learn, or more than one, or what belongs to it is of the wrong kind. */
export function checkLearning(learning: Learning, metrics: readonly Metric<unknown>[]): void {
  const { loss, objective, optimizer, rule } = learning as Record<string, unknown>;
  const ways = Object.entries({ loss, objective, rule }).filter(([, way]) => way !== undefined);
  if (ways.length > 1) {
    const given = ways.map(([name]) => name).join(' and ');
    throw new ArgumentError(`Training needs one way to learn, got ${given}; leave out all but one.`);
  }
  if (ways.length === 0 || (rule === undefined && optimizer === undefined)) {
    throw new ArgumentError(
      'Training needs { loss, optimizer }, { objective, optimizer }, or { rule } for learning without a gradient.',
    );
  }
  if (rule !== undefined) {
    requireMethods('rule', rule, ['update'], 'such as perceptronRule() from @thaw/optimizers');
    return;
  }
  requireMethods('optimizer', optimizer, ['applyGradients'], 'such as adam() from @thaw/optimizers');
  if (objective === undefined) requireLoss(loss);
  else requireObjective(objective, metrics);
}

/** @throws {ArgumentError} when the loss is no function. */
function requireLoss(loss: unknown): void {
  if (typeof loss === 'function') return;
  throw new ArgumentError(
    `loss is a function here, got ${describe(loss)}; import one, such as meanSquaredError, from @thaw/core.`,
  );
}

/** @throws {ArgumentError} when the objective is no function, or there are metrics, which it gives no predictions. */
export function requireObjective(objective: unknown, metrics: readonly Metric<unknown>[]): void {
  if (typeof objective !== 'function') {
    throw new ArgumentError(
      `objective is a function (model, batch, context) => tf.Scalar, got ${describe(objective)}.`,
    );
  }
  if (metrics.length === 0) return;
  throw new ArgumentError(
    'Metrics look at predictions, and an objective tells none; leave the metrics out, or measure them with evaluate.',
  );
}

/** @throws {ArgumentError} when one of the metrics is none, for instance accuracy instead of accuracy(). */
export function checkMetrics(metrics: readonly Metric<unknown>[]): void {
  if (!Array.isArray(metrics)) {
    throw new ArgumentError(`metrics must be an array, such as [accuracy()], got ${describe(metrics)}.`);
  }
  for (const metric of metrics)
    requireMethods('A metric', metric, ['measure', 'result'], 'such as accuracy()');
}

/** @throws {ArgumentError} when one of the callbacks is none, for instance earlyStopping instead of earlyStopping(). */
export function checkCallbacks(callbacks: readonly unknown[]): void {
  if (!Array.isArray(callbacks)) {
    throw new ArgumentError(
      `callbacks must be an array, such as [progressBar()], got ${describe(callbacks)}.`,
    );
  }
  for (const callback of callbacks) requireMethods('A callback', callback, [], 'such as progressBar()');
}

/** @throws {ArgumentError} when a forward pass did not return a tensor, or several by name where they may have names. */
export function checkPrediction(model: AnyModule, prediction: unknown, byName: boolean = true): Inputs {
  return requireTensor(`${model.title}: forward must return`, prediction, byName);
}

/** @throws {ArgumentError} when it is no tensor, nor several by name where they may have names. */
export function requireTensor(what: string, value: unknown, byName: boolean): Inputs {
  if (value instanceof tf.Tensor || (byName && isRecord(value))) return value as Inputs;
  const mend =
    value instanceof Promise
      ? '; leave out async, and read nothing within a step'
      : isRecord(value)
        ? '; see lossesByName'
        : '';
  throw new ArgumentError(`${what} a tensor, got ${describe(value)}${mend}.`);
}

/** Whether it is an object by names, of no class. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return value?.constructor === Object;
}

/** What looks at targets on the host: the loss's check and those of the metrics; undefined when there is none. */
export function targetCheck(
  loss: Loss | undefined,
  metrics: readonly Metric<unknown>[],
): TargetCheck | undefined {
  const checkers = [loss, ...metrics].filter((each) => each?.checkTarget);
  if (checkers.length === 0) return undefined;
  return (values, prediction) => {
    for (const checker of checkers)
      checker!.checkTarget!(values as ArrayLike<number>, shapeOf(prediction) as number[]);
  };
}

/** Throws what is wrong with the targets of a batch. */
export type TargetCheck = (values: InputValues, prediction: Inputs) => void;

/** Its shape; of several by name, the shape of each. */
function shapeOf(value: Inputs): unknown {
  if (value instanceof tf.Tensor) return value.shape;
  return Object.fromEntries(Object.entries(value).map(([name, { shape }]) => [name, shape]));
}

/** @throws {ArgumentError} when it is no object with these methods. */
export function requireMethods(
  what: string,
  value: unknown,
  methods: readonly string[],
  example: string,
): void {
  const isObject = typeof value === 'object' && value !== null;
  if (isObject && methods.every((name) => typeof (value as Record<string, unknown>)[name] === 'function'))
    return;
  const mend =
    typeof value === 'function' && value.name ? `call it, ${value.name}()` : `pass one, ${example}`;
  throw new ArgumentError(`${what} is an object${listed(methods)}, got ${describe(value)}; ${mend}.`);
}

function listed(methods: readonly string[]): string {
  return methods.length === 0 ? '' : ` with ${methods.map((name) => `${name}()`).join(' and ')}`;
}
