import { dtypeOf } from '../../ops/random/draw.ts';
import type { Distribution } from '../../ops/random/draw.ts';
import type { Group } from '../group/group.ts';
import { like, type Meta, output, type Rule, same } from './rule.ts';

const float = (...shape: readonly number[]): Meta => ({ shape, dtype: 'float32' });
const channels = ({ shape }: Meta): Meta => float(shape.at(-1)!);

const attention: Rule = ({ q, v }, { numHeads }) => {
  const [batch, queries] = q!.shape as [number, number];
  return [float(batch, queries, v!.shape[2]!), float(batch, numHeads as number, queries)];
};

const lstm: Rule = ({ projected, hidden }) => {
  const [steps] = projected!.shape as [number];
  const states = float(steps, ...hidden!.shape);
  return [states, states, projected!];
};

const gru: Rule = ({ projected, hidden }) => {
  const [steps, batch] = projected!.shape as [number, number];
  const units = hidden!.shape[1]!;
  return [float(steps, batch, units), float(steps, batch, 4 * units)];
};

/** What an update changes of each parameter, by the letters of its inputs, in the order in which it returns it. */
const changedBy: Readonly<Record<string, string>> = {
  ThawAdam: 'wmv',
  ThawRMSProp: 'wvau',
  ThawSGD: 'wu',
};

/** The names of the inputs that an update changes, parameter by parameter. */
export function changedInputs(kernel: string, inputs: Readonly<Record<string, unknown>>): string[] {
  const names: string[] = [];
  for (let i = 0; inputs[`w${i}`]; i++) {
    for (const letter of changedBy[kernel] ?? '') if (inputs[`${letter}${i}`]) names.push(`${letter}${i}`);
  }
  return names;
}

const update =
  (kernel: string): Rule =>
  (inputs) =>
    changedInputs(kernel, inputs).map((name) => inputs[name]!);

/** Operations of our own. */
export const operationRules: Readonly<Record<string, Rule>> = {
  ...same('ThawActivation ThawActivationGradient ThawBiasActivation ThawDropout', like('x')),
  ...same('ThawAttention ThawMaskedAttention', attention),
  ...same('ThawAttentionGradient ThawMaskedAttentionGradient', ({ q, k, v }) => [q!, k!, v!]),
  ...Object.fromEntries(Object.keys(changedBy).map((kernel) => [kernel, update(kernel)])),
  ThawBatchNorm: ({ x, gamma }) => [x!, float(2, ...gamma!.shape)],
  ThawBatchNormGradient: ({ x, gamma }) => [x!, gamma!, gamma!],
  ThawBiasActivationGradient: ({ x, bias }) => [x!, bias!],
  ThawClipByNorm: (inputs) => Object.values(inputs).slice(1),
  ThawCrossEntropy: ({ labels }) => [float(...labels!.shape), float(...labels!.shape)],
  ThawCrossEntropyGradient: like('logits'),
  ThawDraw: (_, { shape, kind }) => output(shape as readonly number[], dtypeOf(kind as Distribution['kind'])),
  ThawGRU: gru,
  ThawGRUGradient: ({ projected, hidden, hiddens }) => [projected!, projected!, hidden!, hiddens!],
  ThawGlobalNorm: () => [float()],
  ThawGroup: (_, { group }) => (group as Group).outputs.map(({ shape, dtype }) => ({ shape, dtype })),
  ThawLSTM: lstm,
  ThawLSTMGradient: ({ projected, hidden, cell, hiddens }) => [projected!, hidden!, cell!, hiddens!],
  ThawMatMulAdd: like('addend'),
  ThawNormalize: ({ x }) => [x!, float(x!.shape[0]!, 2)],
  ThawNormalizeGradient: ({ x }) => [x!, channels(x!), channels(x!)],
  ThawPermutation: (_, { count }) => output([count as number], 'int32'),
  ThawReluGradient: ({ y }) => [y!, channels(y!)],
};
