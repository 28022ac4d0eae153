import { ArgumentError, checkSize } from '@thaw/backend';

/** @throws {ArgumentError} when there is no row of such a number. */
export function checkRowNumbers(wanted: ArrayLike<number>, rows: number): void {
  for (let i = 0; i < wanted.length; i++) {
    if (!Number.isInteger(wanted[i]) || wanted[i]! < 0 || wanted[i]! >= rows) {
      throw new ArgumentError(
        `Table.select: there is no row ${wanted[i]} in a table of ${rows} rows, counted from 0.`,
      );
    }
  }
}

/** @throws {ArgumentError} unless 0 ≤ begin ≤ end ≤ rows, all whole numbers. */
export function checkRange(begin: number, end: number, rows: number): void {
  const whole = Number.isInteger(begin) && Number.isInteger(end);
  if (whole && begin >= 0 && end >= begin && end <= rows) return;
  throw new ArgumentError(
    `Table.slice: begin and end must be whole numbers from 0 to ${rows}, begin not the greater, got ${begin} and ${end}.`,
  );
}

/** @throws {ArgumentError} unless the table has so many rows. */
export function checkCount(count: number, rows: number): void {
  if (Number.isInteger(count) && count >= 0 && count <= rows) return;
  throw new ArgumentError(
    `Table.take: count must be a whole number from 0 to ${rows}, the rows there are, got ${count}.`,
  );
}

/** @throws {ArgumentError} unless 0 ≤ rank < of. */
export function checkRank(rank: number, of: number): void {
  checkSize('Table.shard', 'of', of);
  if (Number.isInteger(rank) && rank >= 0 && rank < of) return;
  throw new ArgumentError(`Table.shard: rank must be a whole number from 0 to ${of - 1}, got ${rank}.`);
}
