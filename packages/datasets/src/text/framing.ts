import { type Encoding, plainEncoding } from './encoding.ts';
import type { Frame } from './tokenizer.ts';

/** Nothing around a text; the second text of a pair is of type 1. */
export const noFrame: Frame = { begin: [], between: [], end: [], secondType: 1 };

/** How many tokens a frame puts around one text, or around two. */
export function frameLength(frame: Frame, isPair: boolean): number {
  return frame.begin.length + frame.end.length + (isPair ? frame.between.length : 0);
}

/** One or two texts with the special tokens of a frame around them. Offsets count in the text that each token is from. */
export function frameTexts(frame: Frame, first: Encoding, second?: Encoding): Encoding {
  const { begin, between, end } = frame;
  if (second === undefined) {
    if (begin.length + end.length === 0) return first;
    return joinEncodings([specials(begin, 0), first, specials(end, 0)]);
  }
  const type = frame.secondType;
  const typed = { ...second, typeIds: new Int32Array(second.ids.length).fill(type) };
  return joinEncodings([specials(begin, 0), first, specials(between, 0), typed, specials(end, type)]);
}

/** Encodings one after another. */
function joinEncodings(parts: readonly Encoding[]): Encoding {
  const join = (name: keyof Encoding): Int32Array => {
    const joined = new Int32Array(parts.reduce((sum, part) => sum + part[name].length, 0));
    let place = 0;
    for (const part of parts) {
      joined.set(part[name], place);
      place += part[name].length;
    }
    return joined;
  };
  return {
    ids: join('ids'),
    offsets: join('offsets'),
    mask: join('mask'),
    typeIds: join('typeIds'),
    specialMask: join('specialMask'),
  };
}

/** The tokens begin … end − 1 of an encoding. */
export function sliceEncoding(from: Encoding, begin: number, end: number): Encoding {
  return {
    ids: from.ids.slice(begin, end),
    offsets: from.offsets.slice(2 * begin, 2 * end),
    mask: from.mask.slice(begin, end),
    typeIds: from.typeIds.slice(begin, end),
    specialMask: from.specialMask.slice(begin, end),
  };
}

function specials(ids: readonly number[], type: number): Encoding {
  const { length } = ids;
  return {
    ...plainEncoding(Int32Array.from(ids), new Int32Array(2 * length)),
    typeIds: new Int32Array(length).fill(type),
    specialMask: new Int32Array(length).fill(1),
  };
}
