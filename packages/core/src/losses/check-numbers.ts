import { ArgumentError, describe } from '@thaw/backend';

/** @throws {ArgumentError} when an option is given and is no number from `least` to `most`. */
export function requireWithin(
  owner: string,
  name: string,
  value: number | undefined,
  least: number,
  most: number = Infinity,
): void {
  if (value === undefined || (Number.isFinite(value) && value >= least && value <= most)) return;
  const range = most === Infinity ? `from ${least} on` : `from ${least} to ${most}`;
  throw new ArgumentError(`${owner}: ${name} must be a number ${range}, got ${describe(value)}.`);
}

/** @throws {ArgumentError} when an option is given and is no number above 0. */
export function requirePositive(owner: string, name: string, value: number | undefined): void {
  if (value === undefined || (Number.isFinite(value) && value > 0)) return;
  throw new ArgumentError(`${owner}: ${name} must be a number above 0, got ${describe(value)}.`);
}

/** @throws {ArgumentError} when class weights are given and are not numbers from 0 on, `classes` of them where that is known. */
export function requireClassWeight(
  owner: string,
  weights: readonly number[] | undefined,
  classes?: number,
): void {
  if (weights === undefined) return;
  const areNumbers = Array.isArray(weights) && weights.every((each) => Number.isFinite(each) && each >= 0);
  if (!areNumbers || weights.length === 0) {
    const got = Array.isArray(weights) ? `[${weights.join(', ')}]` : describe(weights);
    throw new ArgumentError(
      `${owner}: classWeight must be an array of numbers from 0 on, one for each class, got ${got}.`,
    );
  }
  if (classes === undefined || weights.length === classes) return;
  throw new ArgumentError(
    `${owner}: classWeight must hold one number for each of ${classes} classes, got ${weights.length}.`,
  );
}
