/** What a reader should know of a data set before trusting a figure made with it. */
export interface DatasetCard {
  /** What it is called. */
  readonly name: string;
  /** What a row is, how it was measured, and which copy this is. */
  readonly description: string;
  /** How many rows there are. */
  readonly rows: number;
  /** The names of the classes; the target of a row is an index into them. */
  readonly classes: readonly string[];
  /** Under what terms the data, not the code, may be used. */
  readonly licence: string;
  /** How to cite it. */
  readonly citation: string;
  /** Where it is published. */
  readonly source: string;
  /** sha256, in hexadecimal, of the figures as one uint8 each, row by row, and then the labels. */
  readonly sha256: string;
  /** What is known to be wrong with it or easily misread. */
  readonly knownFaults: readonly string[];
}
