import * as datasets from '@thaw/datasets';

/** What is counted of a set, by name; several numbers in one text, with blanks between. */
export type Figures = Readonly<Record<string, number | string>>;

/** A table of a classifier, as far as it is counted. */
interface Labelled {
  readonly rows: number;
  column(name: 'input' | 'target'): { readonly data: ArrayLike<number> & Iterable<number> };
}

/** How many rows each class has, in the order of the classes; those with none (−1) are not counted. */
export function sizes(labels: ArrayLike<number>): string {
  const counts: number[] = [];
  for (let i = 0; i < labels.length; i++) {
    if (labels[i]! >= 0) counts[labels[i]!] = (counts[labels[i]!] ?? 0) + 1;
  }
  return Array.from(counts, (count = 0) => count).join(' ');
}

/** `classes` classes of `rows` rows each, as `sizes` writes them. */
export function even(rows: number, classes: number): string {
  return Array.from({ length: classes }, () => rows).join(' ');
}

/** The sizes of the classes in both parts, and mean and standard deviation of the pixels of the training part, in 0 … 1. */
export function countImages({
  training,
  test,
}: {
  readonly training: Labelled;
  readonly test: Labelled;
}): Figures {
  const pixels = training.column('input').data;
  let [sum, squares] = [0, 0];
  for (let i = 0; i < pixels.length; i++) {
    sum += pixels[i]!;
    squares += pixels[i]! ** 2;
  }
  const mean = sum / pixels.length;
  const deviation = Math.sqrt(squares / pixels.length - mean ** 2);
  return {
    training: sizes(training.column('target').data),
    test: sizes(test.column('target').data),
    pixels: `${mean.toFixed(4)} ${deviation.toFixed(4)}`,
  };
}

/** Papers and words, sizes of classes, citations, pairs of neighbours, and the sum of the features. */
export function countGraph(graph: datasets.CitationGraph): Figures {
  const { features, labels, edges, dangling } = graph;
  return {
    papers: features.shape.join(' '),
    classes: sizes(labels.data),
    citations: edges.shape[0]!,
    dangling,
    pairs: datasets.undirectedEdges(edges).shape[0]!,
    sum: features.data.reduce((total, value) => total + value, 0),
  };
}

/** A set that ships, beside the file that it was made of: how many of its numbers are others. */
export async function countShipped(path: string, heading: number, table: Labelled): Promise<Figures> {
  const lines = (await readFileText(path)).trim().split('\n').slice(heading);
  const numbers = lines.flatMap((line) => line.split(',').map(Math.fround as (text: unknown) => number));
  const [input, target] = [table.column('input').data, table.column('target').data];
  const width = input.length / table.rows;
  const different = numbers.filter((number, i) => {
    const [row, column] = [Math.floor(i / (width + 1)), i % (width + 1)];
    return number !== (column === width ? target[row] : input[row * width + column]);
  });
  return {
    rows: table.rows,
    classes: sizes(target),
    different: different.length + lines.length - table.rows,
  };
}

/** A file of the local folder as text, unpacked where gzip packed it. */
async function readFileText(path: string): Promise<string> {
  const bytes = (await datasets.loadFile(path, { path, urls: [] })) as Uint8Array<ArrayBuffer>;
  if (!path.endsWith('.gz') || bytes[0] !== 0x1f) return new TextDecoder().decode(bytes);
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))).text();
}
