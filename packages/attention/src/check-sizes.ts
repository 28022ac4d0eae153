import { ArgumentError, checkSize } from '@thaw/backend';

/** @throws {ArgumentError} when one of the sizes given by name is not a whole number from 1 on. */
export function checkSizes(owner: string, sizes: Readonly<Record<string, unknown>>): void {
  for (const [name, size] of Object.entries(sizes)) checkSize(owner, name, size as number);
}

/** @throws {ArgumentError} when a width cannot be dealt out to so many heads. */
export function checkHeads(owner: string, width: number, numHeads: number): void {
  checkSizes(owner, { width, numHeads });
  if (width % numHeads === 0) return;
  throw new ArgumentError(
    `${owner}: a width of ${width} cannot be dealt out to ${numHeads} heads; numHeads must divide it.`,
  );
}
