import { ArgumentError } from '@thaw/backend';

/** @throws {ArgumentError} when a label is not one of the whole numbers 0 … classes − 1. */
export function checkLabels(owner: string, labels: ArrayLike<number>, classes: number): void {
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!;
    if (Number.isInteger(label) && label >= 0 && label < classes) continue;
    throw new ArgumentError(
      `${owner}: label ${label} in row ${i} is out of range: there are ${classes} classes, ` +
        `so labels must be whole numbers from 0 to ${classes - 1}.`,
    );
  }
}
