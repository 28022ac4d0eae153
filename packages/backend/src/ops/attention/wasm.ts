import type { Inputs, OwnKernels } from '../../kernels/kernel-table.ts';
import type { tf } from '../../tfjs.ts';
import type { Kernels } from '../../wasm/kernels.ts';
import type { AttentionOptions } from './attention.ts';

type Kernel = OwnKernels[string];

/** Queries that are looked at together, and the most scores that lie in memory for each thread. */
const BLOCK = 64;
const SCORES = 2 ** 18;

export const attentionWasm: Kernel = (kernels, inputs, attributes) => {
  const { numHeads, width, batch, queries } = sizes(inputs, attributes);
  if (!isFit(inputs)) return undefined;
  const y = kernels.output([batch, queries, numHeads * width]);
  const sums = kernels.output([batch, numHeads, queries]);
  const { block, each, workspace } = prepare(kernels, inputs, attributes, y, sums, false);
  kernels.run.attention(kernels.control, batch, block, workspace, each);
  return [y, sums];
};

export const attentionGradientWasm: Kernel = (kernels, inputs, attributes) => {
  if (!isFit(inputs)) return undefined;
  const { q, k, v, y, sums, dy } = inputs as Record<string, tf.Tensor>;
  const gradients = [q!, k!, v!].map(({ shape }) => kernels.output(shape));
  const { block, each, workspace } = prepare(kernels, inputs, attributes, y!, sums!, true);
  const places = gradients.map((gradient) => kernels.place(gradient));
  const { run, control } = kernels;
  run.attentionGradient(control, q!.shape[0]!, block, workspace, each, kernels.place(dy!), ...places);
  return gradients;
};

/** Whether there is something to look at. */
function isFit({ q, k, v }: Inputs): boolean {
  return [q!, k!, v!].every(({ size }) => size > 0);
}

function sizes({ q, k, v }: Inputs, attributes: object) {
  const { numHeads } = attributes as AttentionOptions;
  const [batch, queries, all] = q!.shape as [number, number, number];
  return {
    numHeads,
    batch,
    queries,
    keys: k!.shape[1]!,
    size: all / numHeads,
    width: v!.shape[2]! / numHeads,
  };
}

/** Tells the kernels what attends to what, and finds room for the blocks of scores of each thread. */
function prepare(
  kernels: Kernels,
  inputs: Inputs,
  attributes: object,
  y: tf.TensorInfo,
  sums: tf.TensorInfo,
  gradient: boolean,
): { block: number; each: number; workspace: number } {
  const { numHeads, queries, keys, size, width } = sizes(inputs, attributes);
  const { scale, causal } = attributes as AttentionOptions;
  const { q, k, v, mask } = inputs;
  const block = Math.max(1, Math.min(BLOCK, queries, Math.floor(SCORES / keys)));
  const { run, control } = kernels;
  const each = run.attentionRoom(block, keys, Math.max(size, width), gradient ? 1 : 0);
  const workspace = kernels.workspace(each * kernels.threads);
  const tensors = [q!, k!, v!, y, sums].map((tensor) => kernels.place(tensor));
  const counts = [numHeads, queries, keys, size, width, scale, causal ? 1 : 0];
  run.setAttention(
    control,
    ...tensors,
    ...counts,
    mask ? kernels.place(mask) : 0,
    ...strides(mask?.shape ?? []),
  );
  return { block, each, workspace };
}

/** How far apart the numbers of a mask lie along batch, heads, queries and keys; 0 along an axis that is broadcast. */
function strides(shape: readonly number[]): number[] {
  const padded = [...Array.from({ length: 4 - shape.length }, () => 1), ...shape];
  return padded.map((length, axis) => (length === 1 ? 0 : padded.slice(axis + 1).reduce((a, b) => a * b, 1)));
}
