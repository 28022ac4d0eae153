/** A text as ids, with what belongs to each. All arrays but `offsets` have one number a token. */
export interface Encoding {
  readonly ids: Int32Array;
  /**
   * Where each token stands in the text that was given, as pairs: token i is `text.slice(offsets[2 * i], offsets[2 * i + 1])`,
   * in UTF-16 units as `slice` counts them. Both are 0 for a token that no text stands behind, such as `[CLS]` or padding.
   */
  readonly offsets: Int32Array;
  /** 1 for a token, 0 for padding. */
  readonly mask: Int32Array;
  /** 0 for the first text, 1 for the second where the model tells them apart. */
  readonly typeIds: Int32Array;
  /** 1 for a token that was put in, such as `[CLS]` or padding, 0 for one of the text. */
  readonly specialMask: Int32Array;
}

/** The encoding of one text to which nothing was put in: all of it is text, and of type 0. */
export function plainEncoding(ids: Int32Array, offsets: Int32Array): Encoding {
  const { length } = ids;
  return {
    ids,
    offsets,
    mask: new Int32Array(length).fill(1),
    typeIds: new Int32Array(length),
    specialMask: new Int32Array(length),
  };
}
