import { ArgumentError } from '@thaw/backend';

/** @throws {ArgumentError} when a target is not from 0 to 1. */
export function requireProbabilities(owner: string, targets: ArrayLike<number>): void {
  for (let i = 0; i < targets.length; i++) {
    if (targets[i]! >= 0 && targets[i]! <= 1) continue;
    throw new ArgumentError(
      `${owner}: target ${targets[i]} at place ${i} is no probability: targets lie from 0 (no) to 1 (yes).`,
    );
  }
}
