import { readLines } from '../corpora/read-text.ts';
import { SourceError } from '../sources/source-file.ts';
import { type CitationGraph, edgesOf, rowsById, zeroRows } from './citation-graph.ts';

const TAB = 9;
const NEWLINE = 10;

/**
 * A citation network in two files of text, as LINQS publishes Cora and Citeseer.
 *
 * A line of the first: the paper's id, 0 or 1 for each word, the name of its class, with tabs between. A line of the second: the id
 * of the paper that is cited, a tab, the id of the one that cites it. Classes are numbered in the order of their names.
 *
 * @param name how messages call the set: `cora` for cora.content and cora.cites.
 * @throws {SourceError} when a file is not of that form; it names the line.
 */
export function readLinqs(content: Uint8Array, cites: Uint8Array, name: string): CitationGraph {
  const { features, names, ids } = readContent(content, `${name}.content`);
  const classes = [...new Set(names)].sort();
  const labels = Int32Array.from(names, (label) => classes.indexOf(label));
  const pairs = readLines(cites, `${name}.cites`).map((line, i) => {
    const [cited, citing, ...more] = line.trim().split(/\s+/);
    if (citing === undefined || more.length > 0) {
      throw new SourceError(
        `${name}.cites, line ${i + 1}: expected two ids with a tab between, got '${short(line)}'.`,
      );
    }
    return [citing, cited!] as const;
  });
  return {
    features,
    labels: { data: labels, shape: [labels.length] },
    classes,
    ids,
    ...edgesOf(pairs, rowsById(ids, `${name}.content`)),
  };
}

function readContent(
  bytes: Uint8Array,
  name: string,
): Pick<CitationGraph, 'features' | 'ids'> & { names: string[] } {
  const ends = lineEnds(bytes);
  const width = bytes.subarray(0, ends[0]).filter((byte) => byte === TAB).length - 1;
  if (width < 1)
    throw new SourceError(`${name}, line 1: expected an id, words and a class with tabs between.`);
  // An id, a tab, each word with its tab, a class, a line end: so a table is never larger than its file explains.
  if (ends.length * (2 * width + 3) > bytes.length + 1) {
    throw new SourceError(
      `${name}: ${ends.length} lines of ${width} words take more than ${bytes.length} bytes.`,
    );
  }
  const features = zeroRows(ends.length, width, name);
  const [ids, names]: [string[], string[]] = [[], []];
  const text = new TextDecoder();
  let begin = 0;
  for (const [row, end] of ends.entries()) {
    const line = bytes.subarray(begin, bytes[end - 1] === 13 ? end - 1 : end);
    begin = end + 1;
    const first = line.indexOf(TAB) + 1;
    const last = line.lastIndexOf(TAB);
    if (first < 2 || last + 1 !== first + 2 * width || last + 1 === line.length) {
      throw new SourceError(
        `${name}, line ${row + 1}: expected an id, ${width} words and a class with tabs between.`,
      );
    }
    for (let i = 0; i < width; i++) {
      const word = line[first + 2 * i]! - 48;
      if ((word !== 0 && word !== 1) || line[first + 2 * i + 1] !== TAB) {
        throw new SourceError(`${name}, line ${row + 1}: word ${i + 1} is neither 0 nor 1.`);
      }
      features.data[row * width + i] = word;
    }
    ids.push(text.decode(line.subarray(0, first - 1)));
    names.push(text.decode(line.subarray(last + 1)));
  }
  return { features, ids, names };
}

/** Where each line ends; the last one need not have a line end. */
function lineEnds(bytes: Uint8Array): number[] {
  const ends: number[] = [];
  for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) ends.push(at);
  if (bytes.length > 0 && bytes.at(-1) !== NEWLINE) ends.push(bytes.length);
  return ends;
}

/** A line as an error shows it. */
function short(line: string): string {
  return line.length > 40 ? `${line.slice(0, 40)}…` : line;
}
