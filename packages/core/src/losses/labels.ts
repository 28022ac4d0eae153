import { ArgumentError, describe } from '@thaw/backend';

/** @throws {ArgumentError} when a label is not one of the whole numbers 0 … classes − 1, nor the one that is ignored. */
export function checkLabels(
  owner: string,
  labels: ArrayLike<number>,
  classes: number,
  ignoreClass?: number,
): void {
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!;
    if (label === ignoreClass) continue;
    if (Number.isInteger(label) && label >= 0 && label < classes) continue;
    throw new ArgumentError(
      `${owner}: label ${label} in row ${i} is out of range: there are ${classes} classes, ` +
        `so labels must be whole numbers from 0 to ${classes - 1}.`,
    );
  }
}

/** @throws {ArgumentError} when the class to ignore is no whole number. */
export function requireIgnoreClass(owner: string, ignoreClass: number | undefined): void {
  if (ignoreClass === undefined || Number.isInteger(ignoreClass)) return;
  throw new ArgumentError(
    `${owner}: ignoreClass must be a whole number, such as -1 for padding, got ${describe(ignoreClass)}.`,
  );
}
