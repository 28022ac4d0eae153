import { ArgumentError, tf } from '@thaw/backend';

import { copyOf } from './optimizer-around.ts';

/** A variable and the average that may stand in for it. */
export type Averaged = Iterable<{ readonly variable: tf.Variable; readonly average: tf.Tensor }>;

/** An optimizer that keeps averages of the weights, which are better than the weights it steps with. */
export interface Averages {
  /**
   * Does something, such as `evaluate` or `save`, with the averages in place of the weights, and puts the weights back.
   * No step may be taken meanwhile.
   *
   * @throws {ArgumentError} when it is within another.
   */
  withAverages<Result>(body: () => Result | Promise<Result>): Promise<Result>;
  /** Puts the averages in place of the weights for good: training is over. */
  assignAverages(): void;
}

/** Lends averages to variables for a while. */
export class AverageLoan {
  #isOut = false;
  readonly #owner: string;
  readonly #averaged: () => Averaged;
  readonly #words: { readonly what: string; readonly lender: string };

  /** @param words how messages call what is lent, and the method that lends it. */
  constructor(
    owner: string,
    averaged: () => Averaged,
    words = { what: 'averages stand', lender: 'withAverages' },
  ) {
    this.#owner = owner;
    this.#averaged = averaged;
    this.#words = words;
  }

  async lend<Result>(body: () => Result | Promise<Result>): Promise<Result> {
    this.requireHome();
    const lent: { variable: tf.Variable; own: tf.Tensor }[] = [];
    tf.tidy(() => {
      for (const { variable, average } of this.#averaged()) {
        lent.push({ variable, own: tf.keep(variable.clone()) });
        variable.assign(copyOf(average));
      }
    });
    this.#isOut = true;
    try {
      return await body();
    } finally {
      this.#isOut = false;
      for (const { variable, own } of lent) {
        if (!variable.isDisposed) variable.assign(own);
        own.dispose();
      }
    }
  }

  assign(): void {
    this.requireHome();
    tf.tidy(() => {
      for (const { variable, average } of this.#averaged()) variable.assign(copyOf(average));
    });
  }

  /** @throws {ArgumentError} while the averages stand in for the weights. */
  requireHome(): void {
    if (!this.#isOut) return;
    const { what, lender } = this.#words;
    throw new ArgumentError(
      `${this.#owner}: the ${what} in for the weights; wait for ${lender} to end before the next step.`,
    );
  }
}
