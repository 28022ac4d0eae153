import { ArgumentError, describe } from '@thaw/backend';

type Numbers = Readonly<Record<string, unknown>>;

/** @throws {ArgumentError} when one of these is not above 0 and finite. */
export function requirePositive(owner: string, numbers: Numbers): void {
  check(owner, numbers, 'above 0', (value) => value > 0 && value < Infinity);
}

/** @throws {ArgumentError} when one of these is not 0 or above and finite. */
export function requireNotNegative(owner: string, numbers: Numbers): void {
  check(owner, numbers, '0 or above', (value) => value >= 0 && value < Infinity);
}

/** @throws {ArgumentError} when one of these is not from 0 to below 1. */
export function requireFractions(owner: string, numbers: Numbers): void {
  check(owner, numbers, 'from 0 to below 1', (value) => value >= 0 && value < 1);
}

/** @throws {ArgumentError} when one of these is not from 0 to 1. */
export function requireParts(owner: string, numbers: Numbers): void {
  check(owner, numbers, 'from 0 to 1', (value) => value >= 0 && value <= 1);
}

/** @throws {ArgumentError} when one of these is not true or false. */
export function requireFlags(owner: string, flags: Numbers): void {
  for (const [name, value] of Object.entries(flags)) {
    if (typeof value === 'boolean') continue;
    throw new ArgumentError(`${owner}: ${name} must be true or false, got ${describe(value)}.`);
  }
}

function check(owner: string, numbers: Numbers, range: string, allows: (value: number) => boolean): void {
  for (const [name, value] of Object.entries(numbers)) {
    if (typeof value === 'number' && allows(value)) continue;
    throw new ArgumentError(`${owner}: ${name} must be ${range}, got ${describe(value)}.`);
  }
}
