/** A file of comma-separated values that is not as it should be. */
export class CsvError extends Error {
  override readonly name = 'CsvError';
}

/** One line with its end, CR LF; fields that hold a comma, quotes or a line's end stand in quotes (RFC 4180). */
export function csvLine(fields: readonly string[]): string {
  return `${fields.map((field) => (/[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field)).join(',')}\r\n`;
}
