import type { StepName } from './workload.ts';

/** How many times as fast as the better JavaScript peer Thaw is to be, on one thread and on two. */
export const stepBars: Readonly<Record<StepName, { readonly one: number; readonly all: number }>> = {
  mlp: { one: 1.7, all: 2.5 },
  cnn: { one: 5, all: 7 },
  lstm: { one: 4, all: 6 },
  gpt: { one: 2.3, all: 3 },
};

/** GFLOP/s of a product of two 1024x1024 matrices, on one thread and on two. */
export const matMulBars = { one: 40, all: 80 } as const;

/** How far the losses of two libraries may be from each other, as a part of the loss: of the first step and of the tenth. */
export const lossBars = { first: 1e-5, tenth: 1e-4 } as const;

/** Minutes that the whole may take on two cores. */
export const MOST_MINUTES = 15;
