import { checkOptions } from '@thaw/backend';

import { FileError, readFileBytes, writeBytes } from '../safetensors/file.ts';
import type { Callback, EpochReport } from './callback.ts';
import { checkTarget } from './log-target.ts';

/** Options of `csvLogger`. */
export interface CsvLoggerOptions {
  /** Whether lines are added to those that are there, which must have the same columns. @defaultValue false */
  readonly append?: boolean;
}

/**
 * Writes one line an epoch as comma-separated values: epoch, learningRate where the optimizer tells one, and every log. The names
 * stand in the first line.
 *
 * The file is written after every epoch, whole or not at all, so that one that is read meanwhile, or left by a failure, holds whole
 * lines. A function in place of a path is given each line with its end, and awaited: what a browser uses.
 *
 * @param target the path of a file, or what takes the lines; with `append` a function gets no names.
 * @throws {ArgumentError} when the target is neither, or a path where there are no files.
 * @throws {FileError} when the file cannot be read or written, or lines are to be added to one of other columns.
 * @see RFC 4180, https://www.rfc-editor.org/rfc/rfc4180
 * @example
 * ```ts
 * import { csvLogger } from '@thaw/core/callbacks';
 *
 * const lines: string[] = [];
 * const callbacks = [csvLogger((line) => void lines.push(line))]; // epoch,learningRate,loss
 * ```
 */
export function csvLogger(
  target: string | ((line: string) => void | Promise<void>),
  options: CsvLoggerOptions = {},
): Callback {
  checkOptions('csvLogger', options, ['append']);
  checkTarget('csvLogger', target, 'line');
  const { append = false } = options;
  let columns: readonly string[] | undefined;
  let text = '';
  return {
    onTrainBegin: () => {
      columns = undefined;
      text = '';
    },
    onEpochEnd: async (report) => {
      const row = rowOf(report);
      const lines: string[] = [];
      if (!columns) {
        columns = [...row.keys()];
        const header = csvLine(columns);
        if (append && typeof target === 'string') text = await existing(target, header);
        if (typeof target === 'string' ? text === '' : !append) lines.push(header);
      }
      lines.push(csvLine(columns.map((name) => String(row.get(name) ?? ''))));
      if (typeof target === 'string') {
        text += lines.join('');
        await writeBytes(target, new TextEncoder().encode(text));
      } else {
        for (const line of lines) await target(line);
      }
    },
  };
}

function rowOf({ epoch, learningRate, logs }: EpochReport): Map<string, number> {
  const rate = learningRate === undefined ? {} : { learningRate };
  return new Map(Object.entries({ epoch, ...rate, ...logs }));
}

/** What a file holds, in whole lines; nothing when there is none. @throws {FileError} when it begins with another header. */
async function existing(path: string, header: string): Promise<string> {
  let text = '';
  try {
    text = new TextDecoder().decode(await readFileBytes(path));
  } catch (error) {
    if (error instanceof FileError && (error.cause as { code?: string }).code === 'ENOENT') return '';
    throw error;
  }
  const ended = text === '' || text.endsWith('\n') ? text : `${text}\r\n`;
  if (ended === '' || ended.replace('\r\n', '\n').startsWith(header.replace('\r\n', '\n'))) return ended;
  throw new FileError(
    `Cannot add to ${path}: it begins with ${ended.split(/\r?\n/)[0]}, and this run has ${header.trimEnd()}; name another file, or leave append out.`,
  );
}

/** One line with its end, CR LF; fields that hold a comma, quotes or a line's end stand in quotes (RFC 4180). */
function csvLine(fields: readonly string[]): string {
  return `${fields.map((field) => (/[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field)).join(',')}\r\n`;
}
