/** What is trained: the shape of a model and of its batches. Every library builds the same from it. */
export type Workload = Mlp | Cnn | Lstm | Gpt | MatMul;

/** Dense layers with ReLU between them; rows of numbers in, one label a row. */
export interface Mlp {
  readonly kind: 'mlp';
  /** Inputs, units of each layer, the last the classes. */
  readonly widths: readonly number[];
  readonly batch: number;
}

/** Twice 3x3 'same' convolution, ReLU and 2x2 max pooling, then a dense layer with ReLU and one to the classes. */
export interface Cnn {
  readonly kind: 'cnn';
  /** Height and width of a picture of one channel; divisible by 4. */
  readonly size: number;
  readonly filters: readonly [number, number];
  readonly units: number;
  readonly classes: number;
  readonly batch: number;
}

/** Embedding, LSTM, and a dense layer to logits at each step. */
export interface Lstm {
  readonly kind: 'lstm';
  readonly vocabulary: number;
  readonly embedding: number;
  readonly hidden: number;
  readonly steps: number;
  readonly batch: number;
}

/** GPT-2 in small: blocks with the normalization first, GELU (tanh), the output tied to the embedding, no dropout. */
export interface Gpt {
  readonly kind: 'gpt';
  readonly layers: number;
  readonly width: number;
  readonly heads: number;
  readonly context: number;
  readonly vocabulary: number;
  readonly batch: number;
}

/** No training: one product of two square matrices. */
export interface MatMul {
  readonly kind: 'matmul';
  readonly size: number;
}

/** Those that are trained, as the table names them. */
export type StepName = Exclude<Workload['kind'], 'matmul'>;

/** The four that the table compares. */
export const workloads: {
  readonly mlp: Mlp;
  readonly cnn: Cnn;
  readonly lstm: Lstm;
  readonly gpt: Gpt;
} = {
  mlp: { kind: 'mlp', widths: [784, 256, 128, 10], batch: 128 },
  cnn: { kind: 'cnn', size: 28, filters: [16, 32], units: 128, classes: 10, batch: 64 },
  lstm: { kind: 'lstm', vocabulary: 65, embedding: 64, hidden: 128, steps: 64, batch: 32 },
  gpt: { kind: 'gpt', layers: 4, width: 128, heads: 4, context: 64, vocabulary: 65, batch: 16 },
};

/** 1024³ multiply-adds. */
export const matMul1024: MatMul = { kind: 'matmul', size: 1024 };

/**
 * Adam's settings, the same for all:
 *
 * w ← w − α·√(1 − β₂ᵗ)/(1 − β₁ᵗ) · m/(√v + ε), with ε outside the correction of v as in Keras and `@thaw/optimizers`.
 */
export const adamSettings: {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
} = { learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 };

/** Different batches there are; after the last comes the first again. */
export const BATCHES = 8;

/** Rank and lengths of one batch's inputs, and how many targets it has. */
export function batchShape(workload: Workload): {
  readonly input: readonly number[];
  readonly targets: number;
} {
  const { kind } = workload;
  if (kind === 'mlp') return { input: [workload.batch, workload.widths[0]!], targets: workload.batch };
  if (kind === 'cnn') {
    return { input: [workload.batch, workload.size, workload.size, 1], targets: workload.batch };
  }
  if (kind === 'matmul') return { input: [1], targets: 1 };
  const time = kind === 'lstm' ? workload.steps : workload.context;
  return { input: [workload.batch, time], targets: workload.batch * time };
}

/** How many classes a target may be of. */
export function classesOf(workload: Workload): number {
  if (workload.kind === 'mlp') return workload.widths.at(-1)!;
  if (workload.kind === 'cnn') return workload.classes;
  return workload.kind === 'matmul' ? 1 : workload.vocabulary;
}
