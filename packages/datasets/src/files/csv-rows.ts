import { ArgumentError, checkOptions, describe } from '@thaw/backend';
import type { Parser as PapaParser, ParseResult } from 'papaparse';

import { chunksOf, type FileSource } from './chunks.ts';

/** A file that is no CSV: what is wrong, and in which row. */
export class CsvError extends Error {
  override readonly name = 'CsvError';
}

/** How a CSV file is written. */
export interface CsvOptions {
  /** Whether the first row holds the names of the fields; without them they are '0', '1', …, or those given. Default true. */
  readonly header?: boolean | readonly string[];
  /** What stands between fields. Default: found among comma, tab, bar and semicolon. */
  readonly delimiter?: string;
  /** What fields with delimiters or line breaks in them are set in. Default ". */
  readonly quote?: string;
  /** What a line begins with that is not read. Default: none. */
  readonly comments?: string;
  /** How bytes become text, by a name that TextDecoder knows. Default 'utf-8'. */
  readonly encoding?: string;
}

export const csvOptionNames: readonly string[] = ['header', 'delimiter', 'quote', 'comments', 'encoding'];

/** The names of the fields, and then row after row, as texts, in their order. */
export interface CsvRows {
  readonly fields: readonly string[];
  readonly rows: AsyncGenerator<readonly string[], void, void>;
}

/**
 * The rows of a CSV file (RFC 4180, and the delimiters and line breaks there are), read as they come: no more is held than a part
 * of the file. Empty lines are left out. A row that has not as many fields as the header is an error, for it is a shifted one.
 *
 * @throws {CsvError} here or at the row: quotes that do not close, fields too many or too few, bytes that are no text.
 * @throws {ArgumentError} when it is no source, or an option is wrong.
 */
export async function csvRows(owner: string, source: FileSource, options: CsvOptions): Promise<CsvRows> {
  const { header = true } = options;
  const rows = parsedRows(owner, source, options);
  const first = await rows.next();
  if (first.done) throw new CsvError(`${owner}: the file is empty.`);
  const given = typeof header === 'object' ? header : undefined;
  const fields =
    given ?? (header ? first.value.map((name) => name.trim()) : first.value.map((_, i) => `${i}`));
  const twice = fields.find((name, i) => fields.indexOf(name) !== i);
  if (twice !== undefined) {
    throw new CsvError(
      `${owner}: two fields are called ${JSON.stringify(twice)}; pass their names as { header: ['a', 'b'] }.`,
    );
  }
  return { fields, rows: checkedRows(owner, fields.length, header === true ? undefined : first.value, rows) };
}

async function* checkedRows(
  owner: string,
  width: number,
  first: readonly string[] | undefined,
  rows: AsyncGenerator<readonly string[], void, void>,
): AsyncGenerator<readonly string[], void, void> {
  let index = 0;
  const checked = (row: readonly string[]): readonly string[] => {
    if (row.length === width) return (index++, row);
    throw new CsvError(
      `${owner}: row ${index}, counted from 0, has ${row.length} fields where ${width} are named; is it cut, or a delimiter not in quotes?`,
    );
  };
  try {
    if (first) yield checked(first);
    for await (const row of rows) yield checked(row);
  } finally {
    await rows.return();
  }
}

async function* parsedRows(
  owner: string,
  source: FileSource,
  options: CsvOptions,
): AsyncGenerator<readonly string[], void, void> {
  const { default: papa } = await import('papaparse');
  let parser: PapaParser | undefined;
  let text = '';
  let least = 1; // a quote that does not close is not looked at again before the text is twice as long
  for await (const { part, last } of texts(owner, source, options.encoding ?? 'utf-8')) {
    text += part;
    if (!last && text.length < least) continue;
    parser ??= new papa.Parser(
      dialectOf(papa.parse<string[]>(text, { preview: 20, ...dialect(options) }), options),
    );
    const { data, errors, meta } = parser.parse(text, 0, !last) as ParseResult<string[]>;
    const wrong = errors.find(({ type }) => type === 'Quotes');
    if (wrong) {
      throw new CsvError(
        `${owner}: near ${JSON.stringify(text.slice(wrong.index, (wrong.index ?? 0) + 20))}: ${wrong.message}.`,
      );
    }
    text = last ? '' : text.slice(meta.cursor);
    least = Math.max(1, 2 * text.length);
    for (const row of data) if (row.length > 1 || row[0] !== '') yield row;
  }
}

function dialect({ delimiter, quote, comments }: CsvOptions): {
  delimiter?: string;
  quoteChar?: string;
  comments?: string;
} {
  return {
    ...(delimiter !== undefined && { delimiter }),
    ...(quote !== undefined && { quoteChar: quote }),
    ...(comments !== undefined && { comments }),
  };
}

/** What the beginning of the file says of its delimiter and line breaks. */
function dialectOf({ meta }: ParseResult<string[]>, options: CsvOptions): object {
  return { ...dialect(options), delimiter: options.delimiter ?? meta.delimiter, newline: meta.linebreak };
}

/** The text of a source, part by part, and which part is the last. */
async function* texts(
  owner: string,
  source: FileSource,
  encoding: string,
): AsyncGenerator<{ part: string; last: boolean }> {
  const decoder = decoderOf(owner, encoding);
  for await (const chunk of chunksOf(owner, source)) {
    yield {
      part:
        typeof chunk === 'string' ? chunk.replace(/^\uFEFF/, '') : decoded(owner, decoder, encoding, chunk),
      last: false,
    };
  }
  yield { part: decoded(owner, decoder, encoding), last: true };
}

function decoderOf(owner: string, encoding: string): TextDecoder {
  try {
    return new TextDecoder(encoding, { fatal: true });
  } catch {
    throw new ArgumentError(
      `${owner}: there is no encoding ${describe(encoding)}; TextDecoder knows which there are.`,
    );
  }
}

function decoded(owner: string, decoder: TextDecoder, encoding: string, chunk?: Uint8Array): string {
  try {
    return decoder.decode(chunk, { stream: chunk !== undefined });
  } catch {
    throw new CsvError(
      `${owner}: the file holds bytes that are no text in ${encoding}; pass { encoding: 'windows-1252' }, or the one it is in.`,
    );
  }
}

/** @throws {ArgumentError} when there is no such option, or one is of another kind. */
export function checkCsvOptions(owner: string, options: CsvOptions, names: readonly string[]): void {
  checkOptions(owner, options, names);
  const { header = true, delimiter, quote } = options;
  if (
    typeof header !== 'boolean' &&
    !(Array.isArray(header) && header.every((name) => typeof name === 'string'))
  ) {
    throw new ArgumentError(
      `${owner}: header is true, false or the names of the fields, got ${describe(header)}.`,
    );
  }
  for (const [name, value] of Object.entries({ delimiter, quote })) {
    if (value === undefined || (typeof value === 'string' && /^[^\r\n\uFEFF]$/.test(value))) continue;
    throw new ArgumentError(
      `${owner}: the ${name} is one character, such as ${name === 'quote' ? "'" : ';'}, got ${describe(value)}.`,
    );
  }
}
