import type { OwnKernels } from '../../kernels/kernel-table.ts';
import { lastBelow } from '../../random/random.ts';
import { type Distribution, type Draw, dtypeOf } from './draw.ts';

type Kernel = OwnKernels[string];

/** The kinds of draws, by the numbers that assembly/draw.as gives them. */
const kinds: readonly Distribution['kind'][] = [
  'words',
  'uniform',
  'integers',
  'bernoulli',
  'normal',
  'truncatedNormal',
  'gumbel',
];

export const drawWasm: Kernel = (kernels, { state }, attributes) => {
  const drawn = attributes as unknown as Draw;
  const y = kernels.output(drawn.shape, dtypeOf(drawn.kind));
  const size = drawn.shape.reduce((product, length) => product * length, 1);
  const { run, control } = kernels;
  const places = [kernels.place(state!), kernels.place(y)];
  run.draw(control, ...places, size, kinds.indexOf(drawn.kind), ...parameters(drawn));
  return y;
};

/** What the kernel calls p, q and last. */
function parameters(drawn: Distribution): [number, number, number] {
  switch (drawn.kind) {
    case 'uniform':
      return [drawn.low, drawn.high - drawn.low, lastBelow(drawn.low, drawn.high)];
    case 'integers':
      return [drawn.bound, 0, 0];
    case 'bernoulli':
      return [Math.ceil(drawn.probability * 2 ** 24), 0, 0];
    case 'normal':
    case 'truncatedNormal':
      return [drawn.mean, drawn.standardDeviation, 0];
    default:
      return [0, 0, 0];
  }
}

export const permutationWasm: Kernel = (kernels, { state }, attributes) => {
  const count = attributes['count'] as number;
  const y = kernels.output([count], 'int32');
  const words = kernels.workspace(4 * count);
  const { run, control } = kernels;
  run.permutation(control, kernels.place(state!), kernels.place(y), count, words);
  return y;
};
