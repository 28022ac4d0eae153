import { adamUpdate, Random, sgdUpdate, tf, valueAndGradients } from '@thaw/backend';

import { type Action, type Chance, type Maker, type Operand, pick, upTo } from './action.ts';
import { block } from './blocks.ts';
import { layoutMakers } from './layouts.ts';
import { numberMakers } from './numbers.ts';
import { productMakers } from './products.ts';

/** What a step of a seed works on; each way of running it has its own. */
export interface Ground {
  readonly variables: readonly tf.Variable[];
  readonly slots: readonly (readonly [mean: tf.Variable, meanSquare: tf.Variable])[];
  readonly random: Random;
}

/** A small step of which only its seed is known: what it does was drawn. */
export interface RandomStep {
  readonly names: readonly string[];
  /** Variables with the numbers with which the step begins. The caller disposes of it. */
  ground(): Ground;
  /** The inputs of the run with this number; the caller's. */
  inputs(run: number): tf.Tensor[];
  step(ground: Ground): (...inputs: tf.Tensor[]) => Record<string, tf.Tensor>;
}

interface Move {
  readonly name: string;
  readonly places: readonly number[];
  readonly apply: Action['apply'];
  readonly smooth: boolean;
}

const families: readonly (readonly Maker[])[] = [
  ...numberMakers,
  ...layoutMakers,
  ...layoutMakers,
  ...productMakers,
];
const shapes = [
  [],
  [1],
  [7],
  [3, 4],
  [4, 3],
  [1, 5],
  [2, 3, 4],
  [5, 1, 3],
  [4, 4],
  [2, 1, 3, 2],
  [33],
  [3, 17],
];

/**
 * A step as its seed draws it: up to 24 operations, at times a block after them, variables that it changes on the way, and most often a
 * gradient.
 *
 * All that a step may do, of operations of any kind, so that whole programs are held to the step itself. The backend's own passes are
 * held to their bits by smaller generators of its own (its folder conformance), which may not import from here.
 */
export async function randomStep(seed: number): Promise<RandomStep> {
  const random = new Random(seed).fork('random step');
  const inputShapes = Array.from({ length: 2 + upTo(random, 2) }, () => pick(random, shapes)!);
  const variableShapes = Array.from({ length: 1 + upTo(random, 3) }, () => pick(random, shapes)!);
  const draw = (shape: number[], label: string): tf.Tensor =>
    tf.tensor(random.fork(label).uniform(tf.util.sizeFromShape(shape), -1.5, 1.5), shape);
  const inputs = (run: number): tf.Tensor[] => [
    ...inputShapes.map((shape, i) => draw(shape, `input ${i} of ${run}`)),
    tf.tensor(random.fork(`whole ${run}`).integers(6, 5), [2, 3], 'int32'),
    tf.tensor(random.fork(`truth ${run}`).bernoulli(12, 0.5), [3, 4], 'bool'),
  ];
  const ground = (): Ground => ({
    variables: variableShapes.map((shape, i) => tf.tidy(() => tf.variable(draw(shape, `variable ${i}`)))),
    slots: variableShapes.map((shape) => [zeros(shape), zeros(shape)] as const),
    random: random.fork('chance'),
  });
  const first = ground();
  const chance: Chance = { random: first.random };
  tf.engine().startScope(); // a tidy cannot wait
  const { plan, blocks } = await drawPlan(random, chance, [...first.variables, ...inputs(0)]).finally(() =>
    tf.engine().endScope(),
  );
  disposeGround(first);
  const learns = upTo(random, 4) > 0 ? pick(random, ['adam', 'sgd'] as const) : undefined;
  const shown = plan.map((_, i) => i).filter((i) => i === plan.length - 1 || upTo(random, 6) === 0);
  plan.push(...blocks);
  shown.push(...blocks.map((_, i) => plan.length - 1 - i));
  return {
    names: plan.map(({ name }) => name),
    ground,
    inputs,
    step: (own) => {
      const run = runOf(plan, shown, learns, own);
      return (...given) => {
        chance.random = own.random;
        return run(...given);
      };
    },
  };
}

const zeros = (shape: number[]): tf.Variable => tf.tidy(() => tf.variable(tf.zeros(shape)));

/** Frees what `ground` made. */
export function disposeGround({ variables, slots }: Ground): void {
  tf.dispose([...variables, ...slots.flat()]);
}

/** Draws actions one after another, by doing them: what gets too large, too long or not finite is drawn again. */
async function drawPlan(
  random: Random,
  chance: Chance,
  given: readonly tf.Tensor[],
): Promise<{ plan: Move[]; blocks: Move[] }> {
  const pool: (Operand & { readonly place: number })[] = [];
  const add = (tensor: tf.Tensor, exact: boolean, smooth: boolean): void => {
    pool.push({ tensor, exact, smooth, place: pool.length });
  };
  for (const tensor of given) add(tensor, true, tensor.dtype === 'float32');
  const tried = async (action: Action | undefined): Promise<Move | undefined> => {
    if (!action) return undefined;
    const made = [action.apply(...action.operands.map(({ tensor }) => tensor))].flat();
    const tame = await Promise.all(made.map(isTame));
    if (tame.includes(false)) return undefined;
    const places = action.operands.map(
      (operand) => pool.find(({ tensor }) => tensor === operand.tensor)!.place,
    );
    const exact = !action.sums && action.operands.every((operand) => operand.exact);
    const smooth = !action.flat && action.operands.every((operand) => operand.smooth);
    for (const tensor of made) add(tensor, exact, smooth && tensor.dtype === 'float32');
    return { name: action.name, places, apply: action.apply, smooth };
  };
  const plan: Move[] = [];
  const wanted = 4 + upTo(random, 21);
  for (let tries = 0; plan.length < wanted && tries < 200; tries++) {
    const move = await tried(pick(random, pick(random, families)!)!({ pool, random, chance }));
    if (move) plan.push(move);
  }
  // By a generator of its own, so that a seed draws what it drew before there were blocks.
  const last = random.fork('block');
  const found = upTo(last, 2) === 0 ? await tried(block({ pool, random: last, chance })) : undefined;
  return { plan, blocks: found ? [found] : [] };
}

async function isTame(tensor: tf.Tensor): Promise<boolean> {
  if (tensor.size === 0 || tensor.size > 3000 || tensor.rank > 5) return false;
  return (await tensor.data()).every((number) => Math.abs(number) <= 20); // NaN is not
}

/** A variable that becomes a mixture of itself and another, its old numbers still wanted afterwards. */
function chain(variables: readonly tf.Variable[], i: number): tf.Tensor {
  const [variable, other] = [variables[i % variables.length]!, variables[(i + 1) % variables.length]!];
  const old = tf.clone(variable);
  variable.assign(tf.tanh(tf.add(tf.mul(variable, 0.9), tf.mean(other))));
  return tf.sub(old, variable);
}

function runOf(
  plan: readonly Move[],
  shown: readonly number[],
  learns: 'adam' | 'sgd' | undefined,
  { variables, slots }: Ground,
): (...inputs: tf.Tensor[]) => Record<string, tf.Tensor> {
  return (...inputs) =>
    tf.tidy(() => {
      const chains = [chain(variables, 0), chain(variables, plan.length)];
      const outputs = new Map<string, tf.Tensor>();
      const compute = (): tf.Scalar => {
        const terms = variables.map((variable) => tf.mean(tf.square(variable)));
        const held: tf.Tensor[] = [...variables, ...inputs];
        for (const [i, { name, places, apply, smooth }] of plan.entries()) {
          const made = [apply(...places.map((place) => held[place]!))].flat();
          held.push(...made);
          if (shown.includes(i)) outputs.set(`${i} ${name}`, tf.keep(tf.clone(made.at(-1)!)));
          if (smooth && shown.includes(i)) terms.push(tf.mean(tf.square(made[0]!)));
        }
        return tf.addN(terms).asScalar();
      };
      const { value, gradients } = valueAndGradients(compute, [...variables]);
      if (learns) learn(learns, variables, slots, gradients);
      const copies = [...outputs].map(([name, tensor]) => [name, tf.clone(tensor)] as const);
      tf.dispose([...outputs.values()]);
      const moved = Object.entries(gradients).map(([, gradient], i) => [`gradient ${i}`, gradient] as const);
      return {
        loss: value,
        ...Object.fromEntries(chains.map((old, i) => [`chain ${i}`, old])),
        ...Object.fromEntries([...copies, ...moved]),
      };
    });
}

function learn(
  by: 'adam' | 'sgd',
  variables: readonly tf.Variable[],
  slots: Ground['slots'],
  gradients: Record<string, tf.Tensor>,
): void {
  const states = variables.map((variable, i) => {
    const [mean, meanSquare] = slots[i]!;
    return { variable, gradient: gradients[variable.name]!, mean, meanSquare, velocity: mean };
  });
  if (by === 'adam')
    adamUpdate(states, { rate: () => 0.05, beta1: 0.9, beta2: 0.99, epsilon: 1e-3, decay: 0.01 });
  else sgdUpdate(states, { rate: 0.05, momentum: 0.9, nesterov: true, decay: 0.01 });
}
