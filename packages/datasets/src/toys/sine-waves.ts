import { type Random, sharedRandom, sinTurns } from '@thaw/backend';

import type { Table } from '../table/table.ts';
import { requireFrom, requireMade } from './require.ts';
import { oneStepOn, type SequenceColumns } from './sequences.ts';

/** Options of `sineWaves`. */
export interface SineWavesOptions {
  /** How many waves. @defaultValue 32 */
  readonly rows?: number;
  /** Steps of each. @defaultValue 50 */
  readonly length?: number;
  /** Steps in which a wave comes round. @defaultValue 20 */
  readonly period?: number;
  /** The standard deviation of what is added to each value. @defaultValue 0 */
  readonly noise?: number;
  /** @defaultValue a fork of the shared generator */
  readonly random?: Random;
}

/**
 * Sine waves that begin anywhere: x_t = sin(2π(t/period + φ)), φ uniform. The target of a value is the next one.
 *
 * Shapes: input and target [rows, length, 1].
 *
 * @throws {ArgumentError} when rows or length is not a whole number from 1 on, period is below 1, or noise below 0.
 * @example
 * ```ts
 * import { Random } from '@thaw/core';
 * import { sineWaves } from '@thaw/datasets';
 *
 * const { input, target } = sineWaves({ rows: 8, length: 40, random: new Random(7) }).columns;
 * console.log(input.shape, input.data[1] === target.data[0]); // [ 8, 40, 1 ] true
 * ```
 */
export function sineWaves(options: SineWavesOptions = {}): Table<SequenceColumns> {
  const { rows = 32, length = 50, period = 20, noise = 0, random = sharedRandom().fork() } = options;
  requireMade('sineWaves', options, { rows: [rows, 1], length: [length, 1] }, ['period', 'noise']);
  requireFrom('sineWaves', 'period', period, 1);
  requireFrom('sineWaves', 'noise', noise, 0);
  const phases = random.uniform(rows);
  const values = random.normal(rows * (length + 1), 0, noise);
  for (let i = 0; i < values.length; i++) {
    values[i]! += sinTurns((i % (length + 1)) / period + phases[Math.floor(i / (length + 1))]!);
  }
  return oneStepOn(values, rows);
}
