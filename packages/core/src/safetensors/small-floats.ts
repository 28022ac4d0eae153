/** How the bits of a small float are laid out: a sign, then exponent, then fraction. */
export interface SmallFloat {
  readonly exponentBits: number;
  readonly fractionBits: number;
  /** Whether the largest exponent means infinity and NaN, as in IEEE 754; else only all bits set are NaN. */
  readonly infinities: boolean;
}

/**
 * The layout of a type, undefined for other types.
 * @see IEEE 754-2008 for F16
 * @see Micikevicius et al. 2022 for F8_E5M2 and F8_E4M3, https://arxiv.org/abs/2209.05433
 */
export function smallFloat(dtype: string): SmallFloat | undefined {
  if (dtype === 'F16') return { exponentBits: 5, fractionBits: 10, infinities: true };
  if (dtype === 'F8_E5M2') return { exponentBits: 5, fractionBits: 2, infinities: true };
  if (dtype === 'F8_E4M3') return { exponentBits: 4, fractionBits: 3, infinities: false };
  return undefined;
}

/** The numbers that these bits are; each is a float32 exactly. */
export function widen(bits: ArrayLike<number>, format: SmallFloat): Float32Array {
  const { exponentBits, fractionBits, infinities } = format;
  const bias = 2 ** (exponentBits - 1) - 1;
  const last = 2 ** exponentBits - 1;
  const one = 2 ** fractionBits;
  // The weight of the last bit of the fraction; numbers of exponent 0 have that of exponent 1, and no leading one.
  const units = Float64Array.from(
    { length: last + 1 },
    (_, e) => 2 ** (Math.max(e, 1) - bias - fractionBits),
  );
  const numbers = new Float32Array(bits.length);
  for (let i = 0; i < numbers.length; i++) {
    const word = bits[i]!;
    const exponent = (word >>> fractionBits) & last;
    const fraction = word & (one - 1);
    let magnitude = (exponent === 0 ? fraction : one + fraction) * units[exponent]!;
    if (exponent === last) {
      if (infinities) magnitude = fraction === 0 ? Infinity : NaN;
      else if (fraction === one - 1) magnitude = NaN;
    }
    numbers[i] = word >>> (exponentBits + fractionBits) === 0 ? magnitude : -magnitude;
  }
  return numbers;
}

/**
 * The bits of the nearest numbers of that format, to the even one where two are as near. Beyond the largest stands infinity or,
 * where there is none, NaN.
 */
export function narrow(numbers: Float32Array, format: SmallFloat): Uint16Array {
  const { exponentBits, fractionBits, infinities } = format;
  const bias = 2 ** (exponentBits - 1) - 1;
  const all = 2 ** (exponentBits + fractionBits) - 1; // every bit but the sign
  const infinity = all - (2 ** fractionBits - 1);
  const words = new Uint32Array(numbers.buffer, numbers.byteOffset, numbers.length);
  const bits = new Uint16Array(numbers.length);
  for (let i = 0; i < bits.length; i++) {
    const magnitude = Math.abs(numbers[i]!);
    const exponent = Math.max(((words[i]! >>> 23) & 255) - 127, 1 - bias);
    // In units of the last bit: at most 2^(fractionBits + 1), and a carry from rounding goes into the exponent by itself.
    const units = roundToEven(magnitude * 2 ** (fractionBits - exponent));
    let word = (exponent + bias - 1) * 2 ** fractionBits + units;
    if (Number.isNaN(magnitude)) word = all;
    else if (infinities) word = Math.min(word, infinity);
    else word = Math.min(word, all);
    bits[i] = (words[i]! >>> 31) * 2 ** (exponentBits + fractionBits) + word;
  }
  return bits;
}

/** The upper halves of float32 numbers, as numbers: bfloat16 has the exponent of float32 and 7 bits of its fraction. */
export function widenBrain(bits: Uint16Array): Float32Array {
  const numbers = new Float32Array(bits.length);
  const words = new Uint32Array(numbers.buffer);
  for (let i = 0; i < bits.length; i++) words[i] = bits[i]! << 16;
  return numbers;
}

/** The bits of the nearest bfloat16 numbers, to the even one where two are as near. */
export function narrowBrain(numbers: Float32Array): Uint16Array {
  const words = new Uint32Array(numbers.buffer, numbers.byteOffset, numbers.length);
  return Uint16Array.from(words, (word) => {
    if ((word & 0x7fffffff) > 0x7f800000) return (word >>> 16) | 0x40; // NaN stays NaN
    return (word + 0x7fff + ((word >>> 16) & 1)) >>> 16;
  });
}

function roundToEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}
