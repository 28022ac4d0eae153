import { ArgumentError, checkOptions, describe, Random, sharedRandom } from '@thaw/backend';

/** How `sampleLogits` chooses. */
export interface SamplingOptions {
  /** Divides the logits: below 1 surer, above 1 bolder; 0 takes the likeliest, with no chance in it. @defaultValue 1 */
  readonly temperature?: number;
  /** Only the k likeliest may be chosen; of equals the lower id comes first. @defaultValue all */
  readonly topK?: number;
  /** Only the fewest likeliest whose probabilities reach p together may be chosen; at least one. @defaultValue 1 */
  readonly topP?: number;
  /** Where the draw comes from: one number a call. @defaultValue the generator that `seed` seeds */
  readonly random?: Random;
}

const samplingOptions = ['temperature', 'topK', 'topP', 'random'] as const;

/**
 * Draws an id with the probabilities that logits z stand for: p ∝ exp(z / temperature), over the ids that top-k and
 * then top-p leave. Logits of −∞ are never drawn. It works on the host; a generation loop reads the logits first.
 *
 * @throws {ArgumentError} when there are no logits, one is NaN or +∞, or an option is out of its range.
 * @see Fan, Lewis and Dauphin 2018 (top-k), https://arxiv.org/abs/1805.04833; Holtzman et al. 2020 (top-p),
 * https://arxiv.org/abs/1904.09751
 * @example
 * ```ts
 * import { Random, sampleLogits } from '@thaw/core';
 *
 * const logits = Float32Array.of(2, 0, 1, -1);
 * console.log(sampleLogits(logits, { temperature: 0 })); // 0
 * console.log(sampleLogits(logits, { topK: 2, random: new Random(7) })); // 0 or 2
 * ```
 */
export function sampleLogits(logits: ArrayLike<number>, options: SamplingOptions = {}): number {
  checkSampling('sampleLogits', options);
  const best = likeliest(logits);
  const { temperature = 1, topK = logits.length, topP = 1, random = sharedRandom() } = options;
  if (temperature === 0) return best;

  const weight = (id: number): number => Math.exp((logits[id]! - logits[best]!) / temperature);
  let ids = Array.from(logits, (_, id) => id);
  if (topK < ids.length || topP < 1) {
    ids = ids.sort((a, b) => logits[b]! - logits[a]! || a - b).slice(0, topK);
  }
  let weights = ids.map(weight);
  if (topP < 1) weights = nucleus(weights, topP);

  // The first id whose share of the sum lies above the draw. Rounding may leave none: then the last that can be.
  let rest = random.uniform(1)[0]! * sum(weights);
  let chosen = best;
  for (const [i, share] of weights.entries()) {
    if (share === 0) continue;
    chosen = ids[i]!;
    rest -= share;
    if (rest < 0) break;
  }
  return chosen;
}

/**
 * Checks the options of `sampleLogits` at the door of what samples later, so that a wrong one is met at once.
 *
 * @param owner whose options they are: the beginning of the message.
 * @param more the names of the options that the owner has besides.
 * @throws {ArgumentError} when an option does not exist or is out of its range.
 */
export function checkSampling(owner: string, options: SamplingOptions, more: readonly string[] = []): void {
  checkOptions(owner, options, [...more, ...samplingOptions]);
  const { temperature = 1, topK = 1, topP = 1, random } = options;
  if (!(temperature >= 0 && temperature < Infinity)) {
    throw new ArgumentError(
      `${owner}: temperature must be a number from 0 on, got ${describe(temperature)}; 0 takes the likeliest.`,
    );
  }
  if (!Number.isInteger(topK) || topK < 1) {
    throw new ArgumentError(`${owner}: topK must be a whole number from 1 on, got ${describe(topK)}.`);
  }
  if (!(topP > 0 && topP <= 1)) {
    throw new ArgumentError(`${owner}: topP must be above 0 and at most 1, got ${describe(topP)}.`);
  }
  if (random !== undefined && !(random instanceof Random)) {
    throw new ArgumentError(
      `${owner}: random is a generator, got ${describe(random)}; write random: new Random(7).`,
    );
  }
}

/** The id of the largest logit, the first of equals. */
function likeliest(logits: ArrayLike<number>): number {
  if (!(logits?.length > 0)) {
    throw new ArgumentError(
      `sampleLogits: expected the logits of one step, a Float32Array with a number for each id, got ${describe(logits)}.`,
    );
  }
  let best = 0;
  for (let id = 0; id < logits.length; id++) {
    if (!(logits[id]! < Infinity)) {
      throw new ArgumentError(
        `sampleLogits: logit ${id} is ${String(logits[id])}; the model may have diverged: lower its learning rate, or look at its input.`,
      );
    }
    if (logits[id]! > logits[best]!) best = id;
  }
  if (logits[best] === -Infinity) {
    throw new ArgumentError(
      'sampleLogits: every logit is -Infinity, so that nothing may be chosen; leave at least one id possible.',
    );
  }
  return best;
}

/** The weights, largest first, up to the one that makes them reach the part p of their sum. */
function nucleus(weights: readonly number[], p: number): number[] {
  const wanted = p * sum(weights);
  let reached = 0;
  const count = weights.findIndex((weight) => (reached += weight) >= wanted);
  return weights.slice(0, count + 1 || weights.length);
}

function sum(weights: readonly number[]): number {
  return weights.reduce((total, weight) => total + weight, 0);
}
