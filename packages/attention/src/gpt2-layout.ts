import type { HostTensor } from '@thaw/core';

/** Each tensor of a published GPT-2, and the weights of `GPT` that it holds: three stand side by side in one. */
export function gpt2Layout(layers: number): Map<string, readonly string[]> {
  const layout = new Map<string, readonly string[]>([
    ['wte.weight', ['tokens.embeddings']],
    ['wpe.weight', ['positions.embeddings']],
  ]);
  const norm = (name: string, path: string): void => {
    layout.set(`${name}.weight`, [`${path}.gamma`]).set(`${name}.bias`, [`${path}.beta`]);
  };
  // "Conv1D" keeps its kernel as [inputs, outputs], as we do.
  const dense = (name: string, ...paths: readonly string[]): void => {
    layout.set(`${name}.weight`, paths.map((path) => `${path}.kernel`)); // prettier-ignore
    layout.set(`${name}.bias`, paths.map((path) => `${path}.bias`)); // prettier-ignore
  };
  for (let i = 0; i < layers; i++) {
    const [theirs, ours] = [`h.${i}`, `blocks.${i}`];
    const heads = ['query', 'key', 'value'].map((part) => `${ours}.attention.${part}`);
    norm(`${theirs}.ln_1`, `${ours}.attentionNorm`);
    dense(`${theirs}.attn.c_attn`, ...heads);
    dense(`${theirs}.attn.c_proj`, `${ours}.attention.output`);
    norm(`${theirs}.ln_2`, `${ours}.feedForwardNorm`);
    dense(`${theirs}.mlp.c_fc`, `${ours}.feedForward.hidden`);
    dense(`${theirs}.mlp.c_proj`, `${ours}.feedForward.output`);
  }
  norm('ln_f', 'norm');
  return layout;
}

/** Cuts a tensor into equal parts along its last axis. */
export function cutColumns({ shape, data }: HostTensor, parts: number): HostTensor[] {
  const width = shape.at(-1)!;
  const part = width / parts;
  return Array.from({ length: parts }, (_, index) => {
    const values = new Float32Array(data.length / parts);
    for (let from = index * part, to = 0; to < values.length; from += width, to += part) {
      values.set(data.subarray(from, from + part), to);
    }
    return { shape: [...shape.slice(0, -1), part], data: values };
  });
}

/** Sets tensors of one shape side by side along their last axis. */
export function joinColumns(tensors: readonly HostTensor[]): HostTensor {
  const { shape } = tensors[0]!;
  const part = shape.at(-1)!;
  const width = part * tensors.length;
  const values = new Float32Array(tensors.reduce((size, { data }) => size + data.length, 0));
  for (const [index, { data }] of tensors.entries()) {
    for (let from = 0, to = index * part; from < data.length; from += part, to += width) {
      values.set(data.subarray(from, from + part), to);
    }
  }
  return { shape: [...shape.slice(0, -1), width], data: values };
}
