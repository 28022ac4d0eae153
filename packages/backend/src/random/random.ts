import { ArgumentError } from '../errors.ts';
import { cosTurns, log } from './elementary.ts';
import { multiplyHigh, philoxBlock } from './philox.ts';
import { normalQuantile, WITHIN_TWO } from './quantile.ts';

/** Where a generator stands: everything needed to go on from there, as plain JSON. */
export interface RandomState {
  /** The seed, as two 32-bit words, low first. */
  readonly key: readonly [number, number];
  /** Which of the 2⁶⁴ streams of that seed, as two 32-bit words. */
  readonly stream: readonly [number, number];
  /** The next block of four words to be drawn. */
  readonly block: number;
}

/**
 * A seeded stream of random numbers on Philox 4x32-10.
 *
 * A stream is a pure function of (seed, stream, block): no draw depends on how many threads or devices there are.
 * Every call starts at a fresh block of four 32-bit words, so that element i of a draw is word i mod 4 of block
 * ⌊i/4⌋ and could be computed by any kernel on its own. Integers, uniforms, Bernoulli draws and permutations are
 * the same bits on every engine; so are normals, through a logarithm and cosine of our own.
 *
 * @throws {ArgumentError} when the seed is not an integer in [0, 2⁵³).
 * @see Salmon et al. 2011, https://doi.org/10.1145/2063384.2063405
 * @example
 * ```ts
 * import { Random } from '@thaw/backend';
 *
 * const random = new Random(7);
 * console.log(random.uniform(3)); // the same three numbers on every machine
 * const shuffle = random.fork('shuffle').permutation(10); // a stream of its own: drawing from it moves nothing else
 * ```
 */
export class Random {
  #state: RandomState;

  constructor(seed: number) {
    if (!Number.isSafeInteger(seed) || seed < 0) {
      throw new ArgumentError(`Random: seed must be a whole number from 0 to 2^53 - 1, got ${seed}.`);
    }
    this.#state = { key: [seed >>> 0, Math.floor(seed / 2 ** 32)], stream: [0, 0], block: 0 };
  }

  /** A generator that goes on exactly where `state` was taken. */
  static from(state: RandomState): Random {
    return new Random(0).become({ state });
  }

  /**
   * Goes on exactly where another generator stands, which does not move.
   *
   * @example
   * ```ts
   * import { Random } from '@thaw/backend';
   *
   * const random = new Random(7);
   * for (let step = 0; step < 3; step++) {
   *   random.become(new Random(7).fork(step)); // the numbers of a step depend on the step alone
   *   console.log(random.integers(2, 10));
   * }
   * ```
   */
  become({ state }: { readonly state: RandomState }): this {
    this.#state = state;
    return this;
  }

  /** Where this generator stands; `Random.from(state)` goes on from there. */
  get state(): RandomState {
    return this.#state;
  }

  /**
   * A generator with a stream of its own under the same seed.
   *
   * With a label (a name or a whole number) the child depends only on this stream and the label, and nothing is
   * drawn: `random.fork(12)` is the same generator whenever it is asked for. Without one, the child is drawn from
   * this generator, so that each call gives another.
   */
  fork(label?: string | number): Random {
    const { key, stream, block } = this.#state;
    const [low, high] = typeof label === 'string' ? hashWords(label) : splitWord(label ?? block);
    // Children live where no block of this stream does: the top bits of the second counter word say which kind.
    const kind = label === undefined ? 0xc0000000 : typeof label === 'number' ? 0x80000000 : 0xa0000000;
    const words = new Uint32Array(4);
    philoxBlock([low, (high & 0x1fffffff) | kind, ...stream], key, words);
    if (label === undefined) this.#state = { key, stream, block: block + 1 };
    return Random.from({ key, stream: [words[0]!, words[1]!], block: 0 });
  }

  /** `count` unsigned 32-bit words. */
  words(count: number): Uint32Array {
    const { key, stream, block } = this.#state;
    this.skip(count);
    const out = new Uint32Array(count);
    const counter: [number, number, number, number] = [0, 0, ...stream];
    for (let i = 0; i < count; i += 4) {
      const at = block + i / 4;
      counter[0] = at >>> 0;
      counter[1] = Math.floor(at / 2 ** 32);
      philoxBlock(counter, key, out, i);
    }
    return out;
  }

  /** Goes past `count` words without drawing them: for whoever computes them from the state that was before. */
  skip(count: number): void {
    if (!Number.isInteger(count) || count < 0) {
      throw new ArgumentError(`Random: count must be a whole number from 0 on, got ${count}.`);
    }
    const { key, stream, block } = this.#state;
    this.#state = { key, stream, block: block + Math.ceil(count / 4) };
  }

  /** `count` float32 numbers, uniform in [low, high): 24 random bits each. */
  uniform(count: number, low = 0, high = 1): Float32Array {
    const last = lastBelow(low, high);
    const width = high - low;
    return ofWords(Float32Array, this.words(count), (word) =>
      Math.min(low + (word >>> 8) * 2 ** -24 * width, last),
    );
  }

  /** `count` whole numbers, uniform in [0, bound); each is off uniform by less than bound/2³². */
  integers(count: number, bound: number): Int32Array {
    requireBound(bound);
    return ofWords(Int32Array, this.words(count), (word) => multiplyHigh(word, bound));
  }

  /**
   * `count` normal float32 numbers, by Box and Muller: √(−2 ln u)·cos(2πv).
   * @see Box and Muller 1958, https://doi.org/10.1214/aoms/1177706645
   */
  normal(count: number, mean = 0, standardDeviation = 1): Float32Array {
    const words = this.words(2 * count);
    const out = new Float32Array(count);
    for (let i = 0; i < count; i++) {
      const u = (words[2 * i]! + 1) * 2 ** -32; // in (0, 1]: its logarithm is finite
      const v = words[2 * i + 1]! * 2 ** -32;
      out[i] = mean + standardDeviation * Math.sqrt(-2 * log(u)) * cosTurns(v);
    }
    return out;
  }

  /**
   * `count` normal float32 numbers that lie within two standard deviations of the mean, those further out never drawn. Each
   * is the quantile of one uniform number, so none is drawn twice: Φ⁻¹(½ + (u − ½)·(Φ(2) − Φ(−2))).
   */
  truncatedNormal(count: number, mean = 0, standardDeviation = 1): Float32Array {
    return ofWords(
      Float32Array,
      this.words(count),
      (word) => mean + standardDeviation * normalQuantile((word - 2147483647.5) * 2 ** -32 * WITHIN_TWO),
    );
  }

  /**
   * `count` float32 numbers of the standard Gumbel distribution, −ln(−ln u): the index of the largest of zᵢ + gᵢ is drawn
   * with the probabilities softmax(z).
   * @see Gumbel 1954, Statistical theory of extreme values and some practical applications, for the distribution
   * @see Maddison, Tarlow, Minka 2014 for the draw, https://arxiv.org/abs/1411.0030
   */
  gumbel(count: number): Float32Array {
    return ofWords(Float32Array, this.words(count), (word) => -log(-log((word + 0.5) * 2 ** -32)));
  }

  /** `count` draws that are 1 with the given probability, else 0. */
  bernoulli(count: number, probability: number): Uint8Array {
    requireProbability(probability);
    return ofWords(Uint8Array, this.words(count), (word) => ((word >>> 8) * 2 ** -24 < probability ? 1 : 0));
  }

  /** The whole numbers 0 … count − 1 in random order (Fisher and Yates, from the end). */
  permutation(count: number): Int32Array {
    const words = this.words(count);
    const order = new Int32Array(count);
    for (let i = 0; i < count; i++) order[i] = i;
    for (let i = count - 1; i > 0; i--) {
      const j = multiplyHigh(words[i]!, i + 1);
      const held = order[i]!;
      order[i] = order[j]!;
      order[j] = held;
    }
    return order;
  }
}

/** A number made of each word: `from` of a typed array goes through an iterator, which costs several times as much. */
function ofWords<Numbers extends Float32Array | Int32Array | Uint8Array>(
  Type: new (count: number) => Numbers,
  words: Uint32Array,
  make: (word: number) => number,
): Numbers {
  const out = new Type(words.length);
  for (let i = 0; i < words.length; i++) out[i] = make(words[i]!);
  return out;
}

/** @throws {ArgumentError} when it is no bound of whole numbers. */
export function requireBound(bound: number): void {
  if (Number.isInteger(bound) && bound >= 1 && bound <= 2 ** 31) return;
  throw new ArgumentError(`Random: bound must be a whole number from 1 to 2^31, got ${bound}.`);
}

/** @throws {ArgumentError} when it is no probability. */
export function requireProbability(probability: number): void {
  if (probability >= 0 && probability <= 1) return;
  throw new ArgumentError(`Random: probability must be from 0 to 1, got ${probability}.`);
}

/** The largest float32 below `high`, which sums of float32 may otherwise round to; where low is not below it, no bound. */
export function lastBelow(low: number, high: number): number {
  if (!(low < high)) return Infinity;
  const view = new DataView(new ArrayBuffer(4));
  view.setFloat32(0, high);
  if (view.getFloat32(0) < high) return view.getFloat32(0);
  if (high === 0) return -(2 ** -149);
  view.setUint32(0, view.getUint32(0) + (high > 0 ? -1 : 1));
  return view.getFloat32(0);
}

function splitWord(value: number): readonly [number, number] {
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new ArgumentError(`Random: a label must be a name or a whole number from 0 on, got ${value}.`);
  }
  return [value >>> 0, Math.floor(value / 2 ** 32)];
}

/** Two FNV-1a hashes of a name, which tell streams apart; their quality does not matter beyond that. */
function hashWords(name: string): readonly [number, number] {
  let low = 0x811c9dc5;
  let high = 0x01000193;
  for (const byte of new TextEncoder().encode(name)) {
    low = Math.imul(low ^ byte, 0x01000193);
    high = Math.imul(high ^ byte, 0x85ebca6b);
  }
  return [low >>> 0, high >>> 0];
}
