import { readLines } from '../corpora/read-text.ts';
import { SourceError } from '../sources/source-file.ts';
import { type CitationGraph, edgesOf, rowsById, zeroRows } from './citation-graph.ts';

const NODES = 'Pubmed-Diabetes.NODE.paper.tab';
const CITES = 'Pubmed-Diabetes.DIRECTED.cites.tab';

/**
 * The citation network of PubMed on diabetes, in the two files of LINQS.
 *
 * The second line of the first file tells the classes and words (`cat=1,2,3:label`, `numeric:w-rat:0.0`), each line from then on a
 * paper: its id, `label=1`, and those words that it has with their weights, `w-rat=0.09`. A line of the second file from the third on:
 * a number, `paper:1`, `|`, `paper:2`, the paper that cites and the one that is cited.
 *
 * @param classes what the source's labels mean, 1 the first of them.
 * @throws {SourceError} when a file is not of that form; it names the line.
 */
export function readPubmed(nodes: Uint8Array, cites: Uint8Array, classes: readonly string[]): CitationGraph {
  const lines = readLines(nodes, NODES);
  const header = lines[1]?.split('\t') ?? [];
  const [, declared] = /^cat=([^:]+):label$/.exec(header[0] ?? '') ?? [];
  const marks = declared?.split(',') ?? [];
  if (marks.length !== classes.length) {
    throw new SourceError(
      `${NODES}, line 2: expected cat=1,2,3:label and words, got '${(header[0] ?? '').slice(0, 40)}'.`,
    );
  }
  const words = header.flatMap((field) => /^numeric:(.+):[^:]*$/.exec(field)?.[1] ?? []);
  const columns = new Map(words.map((word, column) => [word, column]));
  const papers = lines.slice(2);
  const features = zeroRows(papers.length, words.length, NODES);
  const labels = new Int32Array(papers.length);
  const ids: string[] = [];
  for (const [row, line] of papers.entries()) {
    const [id, label, ...fields] = line.split('\t');
    ids.push(id!);
    labels[row] = marks.indexOf(/^label=(.*)$/.exec(label ?? '')?.[1] ?? '');
    if (id === '' || labels[row]! < 0) {
      throw new SourceError(
        `${NODES}, line ${row + 3}: expected an id and label=${marks.join(' or label=')}.`,
      );
    }
    for (const field of fields) {
      if (field.startsWith('summary=')) continue; // the names of the words once more
      const at = field.lastIndexOf('=');
      const [word, text] = [field.slice(0, at), field.slice(at + 1)];
      const [column, weight] = [columns.get(word), text === '' ? NaN : Number(text)];
      if (column === undefined || !Number.isFinite(weight)) {
        throw new SourceError(
          `${NODES}, line ${row + 3}: '${field.slice(0, 40)}' is no weight of a word that line 2 declares.`,
        );
      }
      features.data[row * words.length + column] = weight;
    }
  }
  const graph = edgesOf(readCites(cites), rowsById(ids, NODES));
  return { features, labels: { data: labels, shape: [labels.length] }, classes, ids, ...graph };
}

function readCites(bytes: Uint8Array): (readonly [citing: string, cited: string])[] {
  return readLines(bytes, CITES)
    .slice(2)
    .map((line, i) => {
      const [, citing, cited] = /^\d+\tpaper:(\S+)\t\|\tpaper:(\S+)$/.exec(line.trimEnd()) ?? [];
      if (citing === undefined || cited === undefined) {
        throw new SourceError(
          `${CITES}, line ${i + 3}: expected a number, paper:1, | and paper:2 with tabs between, got '${line.slice(0, 40)}'.`,
        );
      }
      return [citing, cited] as const;
    });
}
