import type { SourceFile } from './sources/source-file.ts';

/** What a reader should know of a data set before trusting a figure made with it. */
export interface DatasetCard {
  /** What it is called. */
  readonly name: string;
  /** What a row is, how it was measured, and which copy this is. */
  readonly description: string;
  /** How many rows there are, of all parts together. */
  readonly rows: number;
  /** How many rows each part has, by its name, where it is published in parts. */
  readonly parts?: Readonly<Record<string, number>>;
  /** The names of the classes; the target of a row is an index into them. None where there are no classes. */
  readonly classes: readonly string[];
  /** Under what terms the data, not the code, may be used. */
  readonly licence: string;
  /** How to cite it. */
  readonly citation: string;
  /** Where it is published. */
  readonly source: string;
  /**
   * For a set that ships: sha256, in hexadecimal, of the figures row by row, one uint8 each (float32 from its lowest byte
   * on, where they have many digits), and then of the labels, one uint8 each.
   */
  readonly sha256?: string;
  /** The files it is loaded from, where it does not ship. */
  readonly files?: readonly SourceFile[];
  /** What is known to be wrong with it or easily misread. */
  readonly knownFaults: readonly string[];
}
