import type { StepName } from '../steps/workload.ts';

/** How many times as fast as eagerly compiled steps are to be on one thread. */
export const fasterBars: Readonly<Partial<Record<StepName, number>>> = { mlp: 1, lstm: 1, gpt: 1 };

/** How far the losses of compiled and eager steps may lie apart over so many steps, as a part of the loss. */
export const apartBars: readonly { readonly steps: number; readonly bar: number }[] = [
  { steps: 10, bar: 1e-5 },
  { steps: 50, bar: 1e-4 },
];

/** Milliseconds that it may take to make a program: of each of the four, and of a GPT of 12 layers of width 256. */
export const makingBars = { each: 500, deep: 3000 } as const;

/** Which part of the memory of TensorFlow.js's step a compiled one may take. */
export const memoryBar: number = 1 / 5;
