import { Random } from '../../random/random.ts';
import { sharedRandom } from '../../random/seed.ts';
import { TraceError } from './trace-error.ts';

/** The generators that a traced step forked, and those that it was given and forked them of. */
let sources = new WeakMap<Random, Random>();

/** What to draw with instead of the methods that draw in JavaScript. */
const onDevice: Readonly<Record<string, string>> = {
  words: 'drawWords(random, shape)',
  uniform: 'drawUniform(random, shape)',
  integers: 'drawIntegers(random, shape, bound)',
  normal: 'drawNormal(random, shape)',
  truncatedNormal: 'drawTruncatedNormal(random, shape)',
  gumbel: 'drawCategorical(random, logits)',
  bernoulli: 'drawBernoulli(random, shape, probability)',
  permutation: 'drawPermutation(random, count)',
};

/**
 * Lets generators do in each run what a step does with them while it is traced: they move, become others and have forks before the run, in
 * order, and what would be drawn in JavaScript now, once for all runs, is refused.
 *
 * @param everyRun is given what is done to a generator before each run.
 * @returns what ends it.
 */
export function followGenerators(everyRun: (effect: () => void) => void): () => void {
  sources = new WeakMap();
  const before = Object.getOwnPropertyDescriptors(Random.prototype);
  const { fork, become, skip } = Random.prototype;
  const followed = {
    fork(this: Random, label?: string | number): Random {
      const child = fork.call(Random.from(this.state), label); // what is no label is refused at once
      sources.set(child, sourceOf(this));
      everyRun(() => void child.become(this.fork(label)));
      return child;
    },
    become(this: Random, other: Random): Random {
      everyRun(() => void become.call(this, other));
      return this;
    },
    skip(this: Random, count: number): void {
      sourceOf(this);
      everyRun(() => void skip.call(this, count));
    },
    ...Object.fromEntries(Object.entries(onDevice).map(([name, instead]) => [name, refuse(name, instead)])),
  };
  Object.assign(Random.prototype, followed);
  return () => void Object.defineProperties(Random.prototype, before);
}

/**
 * The generator that the step was given: this one, or the one that it is a fork of.
 *
 * @throws {TraceError} for the one that `seed` seeds: a program would go on drawing from it when it is seeded anew.
 */
export function sourceOf(random: Random): Random {
  const source = sources.get(random) ?? random;
  if (source !== sharedRandom()) return source;
  throw new TraceError(
    'the step draws from sharedRandom(), which seed(…) makes anew; take a fork of it before the step: const random = sharedRandom().fork().',
  );
}

function refuse(name: string, instead: string): () => never {
  return () => {
    throw new TraceError(
      `random.${name} draws in JavaScript, the same numbers for every run; draw them on the device with ${instead}, or anew in each run ` +
        `with liveTensor(() => random.${name}(…), shape, 'float32', random).`,
    );
  };
}
