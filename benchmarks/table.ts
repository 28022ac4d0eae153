/**
 * Lines of a table, its columns as wide as they must be: words to the left, numbers to the right.
 *
 * @param rows the first is the heading.
 */
export function table(rows: readonly (readonly (string | number)[])[]): string[] {
  const columns = rows[0]!.map((_, column) => rows.map((row) => String(row[column] ?? '')));
  const widths = columns.map((cells) => Math.max(...cells.map((cell) => cell.length)));
  const toTheRight = columns.map((cells) =>
    cells.slice(1).every((cell) => /^[-+]?[\d.]*\D{0,2}$/.test(cell)),
  );
  return rows.map((row) =>
    row
      .map((cell, i) => (toTheRight[i] ? String(cell).padStart(widths[i]!) : String(cell).padEnd(widths[i]!)))
      .join('  ')
      .trimEnd(),
  );
}

/** Three figures that count: 0.123, 4.56, 78.9, 1234. */
export function figures(value: number): string {
  if (value >= 100) return value.toFixed(0);
  if (value >= 10) return value.toFixed(1);
  return value.toFixed(value >= 1 ? 2 : 3);
}

/** Whether a bar is reached, as a mark behind the figure. */
export function mark(reached: boolean): string {
  return reached ? '✓' : '✗';
}
