/** A picture as data; the tour's report and the site draw it. */
export type Picture = Lines | Field | Matrix | Images | Heatmap | Scatter | Samples;

/** Curves over steps. */
export interface Lines {
  readonly kind: 'lines';
  readonly title: string;
  readonly x: string;
  readonly y: string;
  readonly series: readonly {
    readonly name: string;
    readonly points: readonly (readonly [x: number, y: number])[];
  }[];
}

/** A value at every place of a square, and the examples that lie in it: a decision boundary. */
export interface Field {
  readonly kind: 'field';
  readonly title: string;
  /** Both axes go from `low` to `high`. */
  readonly low: number;
  readonly high: number;
  /** Cells along each axis. */
  readonly cells: number;
  /** cells·cells values from 0 to 1, row by row, the lowest row (of y) first. */
  readonly values: readonly number[];
  readonly points: readonly { readonly x: number; readonly y: number; readonly target: number }[];
}

/** Counts of true classes (rows) taken for others (columns). */
export interface Matrix {
  readonly kind: 'matrix';
  readonly title: string;
  readonly classes: readonly string[];
  readonly counts: readonly (readonly number[])[];
}

/** Small grey images, each with a caption: misread digits, filters. */
export interface Images {
  readonly kind: 'images';
  readonly title: string;
  /** Pixels along each side of every image. */
  readonly side: number;
  /** How many stand in a row, where their places mean something. @defaultValue as many as fit */
  readonly columns?: number;
  /** An image without a caption has ''. */
  readonly images: readonly { readonly caption: string; readonly pixels: readonly number[] }[];
}

/** A value for each pair of a row and a column, larger is stronger: attention weights, correlations. */
export interface Heatmap {
  readonly kind: 'heatmap';
  readonly title: string;
  /** What the rows are, such as `written`. */
  readonly y: string;
  /** What the columns are, such as `read`. */
  readonly x: string;
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  /** A list of `columns.length` numbers for each row, from `low` to `high`. */
  readonly values: readonly (readonly number[])[];
  readonly low: number;
  readonly high: number;
}

/** Points of a plane in groups: codes of a latent space, word vectors, two moons. */
export interface Scatter {
  readonly kind: 'scatter';
  readonly title: string;
  readonly x: string;
  readonly y: string;
  readonly groups: readonly {
    readonly name: string;
    readonly points: readonly { readonly x: number; readonly y: number; readonly label?: string }[];
  }[];
}

/** A few cases in words: what was asked, what was answered, whether it is right. */
export interface Samples {
  readonly kind: 'samples';
  readonly title: string;
  readonly columns: readonly string[];
  /** A cell for each column. */
  readonly rows: readonly (readonly string[])[];
}
