import { tf } from '@thaw/backend';

import { disposeGround, randomStep } from './random-step.ts';

type Outputs = Record<string, tf.Tensor>;
type Step = (...inputs: tf.Tensor[]) => Outputs;

/** Another way of running a step, and what frees it. */
export interface Way {
  run(...inputs: tf.Tensor[]): Promise<Outputs> | Outputs;
  dispose(): void;
}

/** How many runs of a step are compared: state goes from one to the next. */
const RUNS = 3;

/**
 * Takes the step of a seed as it is and another way, each on variables of its own.
 *
 * @param tolerance how far a number may be off, as a part of the largest of its tensor, or of 1.
 * @returns what differs, in words; undefined where nothing does.
 */
export async function differenceBetweenWays(
  seed: number,
  make: (step: Step) => Way,
  tolerance: number,
): Promise<string | undefined> {
  const { names, ground, inputs, step } = await randomStep(seed);
  const [plain, other] = [ground(), ground()];
  const way = make(step(other));
  const told = (what: string): string => `seed ${seed}: ${what} (${names.join(', ')})`;
  const made: tf.Tensor[] = [];
  const noted = <T extends readonly tf.Tensor[] | Outputs>(tensors: T): T => {
    made.push(...Object.values<tf.Tensor>(tensors as Outputs));
    return tensors;
  };
  try {
    for (let run = 0; run < RUNS; run++) {
      const given = noted(inputs(run));
      const expected = noted(step(plain)(...given));
      const found = noted(await way.run(...given));
      const all = [
        ...Object.entries(expected).map(([name, tensor]) => [name, tensor, found[name]] as const),
        ...plain.variables.map((variable, i) => [`variable ${i}`, variable, other.variables[i]] as const),
        ...plain.slots.flat().map((variable, i) => [`slot ${i}`, variable, other.slots.flat()[i]] as const),
      ];
      for (const [name, a, b] of all) {
        const fault = await differenceOf(a, b, tolerance);
        if (fault !== undefined) return told(`${name} of run ${run} ${fault}`);
      }
      tf.dispose(made.splice(0));
    }
    return undefined;
  } catch (error) {
    if (/device was lost/.test(String(error))) throw error; // so would all that follow
    return told(`throws ${String(error)}`);
  } finally {
    way.dispose();
    tf.dispose(made);
    disposeGround(plain);
    disposeGround(other);
  }
}

async function differenceOf(
  expected: tf.Tensor,
  found: tf.Tensor | undefined,
  tolerance: number,
): Promise<string | undefined> {
  if (!found) return 'is missing';
  const kind = ({ shape, dtype }: tf.Tensor): string => `${dtype} [${shape.join(', ')}]`;
  if (kind(found) !== kind(expected)) return `is ${kind(found)} and not ${kind(expected)}`;
  const [a, b] = [await expected.data(), await found.data()];
  const numbers = [...a];
  const scale = numbers.reduce((most, number) => Math.max(most, Math.abs(number)), 1);
  const place = numbers.findIndex((number, i) => !(Math.abs(number - b[i]!) <= tolerance * scale));
  return place < 0 ? undefined : `is ${b[place]} and not ${a[place]} at ${place} of ${kind(expected)}`;
}
