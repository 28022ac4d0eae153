import { ArgumentError, decided, describe, tf, type ValueAndGradients } from '@thaw/backend';
import type { GradientBatch, HostTensor } from '@thaw/core';

import { type VariableGradient, StatefulOptimizer } from './stateful-optimizer.ts';

/** Stands before the names of what the inner optimizer remembers. */
const prefix = 'inner:';

/**
 * An optimizer that does something besides what another one does. The rate, groups and clipping are the other's; its state
 * is saved, restored and freed with it.
 */
export abstract class OptimizerAround extends StatefulOptimizer {
  protected readonly inner: StatefulOptimizer;
  readonly #config: object;

  /** @throws {ArgumentError} when the inner optimizer is none of this package. */
  protected constructor(name: string, inner: StatefulOptimizer, config: object) {
    super(name);
    if (typeof (inner as StatefulOptimizer | undefined)?.restore !== 'function') {
      throw new ArgumentError(
        `${name}: the first argument is an optimizer of @thaw/optimizers, such as adam(), got ${describe(inner)}.`,
      );
    }
    if (inner instanceof OptimizerAround && inner.gathers) {
      throw new ArgumentError(
        `${name}: it would take each batch for a step of ${inner.name}; write ${inner.name}(${name}(…), …), the other way round.`,
      );
    }
    this.inner = inner;
    this.#config = config;
  }

  /** Whether it gathers batches, and the other does not step with each. */
  protected get gathers(): boolean {
    return false;
  }

  get learningRate(): number {
    return this.inner.learningRate;
  }

  set learningRate(rate: number) {
    this.inner.learningRate = rate;
  }

  /** Its own way and that of the other. */
  override phase(): string {
    return [this.way(this.step + 1), this.inner.phase()].filter((way) => way !== '').join(', ');
  }

  /** Which way a step goes, counted from 1, where some go another way; '' else. */
  protected way(_step: number): string {
    return '';
  }

  override bind(paths: ReadonlyMap<string, string>): void {
    super.bind(paths);
    this.inner.bind(paths);
  }

  override gradients(compute: () => tf.Tensor, variables: readonly tf.Variable[]): ValueAndGradients {
    return this.inner.gradients(compute, variables);
  }

  override computeGradients(
    f: () => tf.Scalar,
    variables?: tf.Variable[],
  ): { value: tf.Scalar; grads: tf.NamedTensorMap } {
    return this.inner.computeGradients(f, variables);
  }

  override applyGradients(
    gradients: tf.NamedTensorMap | { name: string; tensor: tf.Tensor }[],
    batch?: GradientBatch,
  ): void {
    decided(() => this.phase());
    super.applyGradients(gradients, batch);
  }

  protected take(gradients: readonly VariableGradient[], _step: number): void {
    this.inner.applyGradients(
      gradients.map(({ variable, gradient }) => ({ name: variable.name, tensor: gradient })),
    );
  }

  override async state(): Promise<Map<string, HostTensor>> {
    const [own, inner] = await Promise.all([super.state(), this.inner.state()]);
    for (const [name, tensor] of inner) own.set(`${prefix}${name}`, tensor);
    return own;
  }

  override restore(state: ReadonlyMap<string, HostTensor>): void {
    const entries = state instanceof Map ? [...(state as ReadonlyMap<string, HostTensor>)] : [];
    super.restore(entries.length > 0 ? new Map(entries.filter(([name]) => !name.startsWith(prefix))) : state);
    const inner = entries.filter(([name]) => name.startsWith(prefix));
    this.inner.restore(new Map(inner.map(([name, tensor]) => [name.slice(prefix.length), tensor])));
  }

  override async getWeights(): Promise<{ name: string; tensor: tf.Tensor }[]> {
    const inner = await this.inner.getWeights();
    return [
      ...(await super.getWeights()),
      ...inner.map(({ name, tensor }) => ({ name: `${prefix}${name}`, tensor })),
    ];
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...this.#config, optimizer: { name: this.inner.name, ...this.inner.getConfig() } };
  }

  override dispose(): void {
    super.dispose();
    this.inner.dispose();
  }
}

/** A tensor of its own with the same numbers. */
export function copyOf(tensor: tf.Tensor): tf.Tensor {
  return tf.mul(tensor, 1);
}
