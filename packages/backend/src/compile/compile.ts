import { checkOptions, describe } from '../check-options.ts';
import { ArgumentError } from '../errors.ts';
import { CompiledStep } from './compiled-step.ts';
import { explain } from './explain/explain.ts';
import type { Storage } from './program.ts';
import { told } from './structure.ts';

/** Options of `compile`. */
export interface CompileOptions {
  /** What messages and `explain` call the step. @defaultValue the name of its function */
  readonly name?: string;
  /**
   * What, besides the shapes of inputs, decides by which way a step goes: whether it trains, which parameters are frozen. It is asked
   * before each run; where it says something new the step is compiled again. @defaultValue nothing does
   */
  readonly variant?: () => string;
  /** Arithmetic may be put in another form where NaN or infinity would come out otherwise: x·0 is 0. @defaultValue false */
  readonly fastMath?: boolean;
  /**
   * How numbers lie between the operations of a step on webgpu. In float16 activations and their gradients take half the memory and are rounded to
   * 11 bits; all is computed in float32, in which variables, their gradients, sums and what the step is given and returns stay.
   * @defaultValue 'float32'
   */
  readonly storage?: Storage;
}

/** What became of one signature. */
export interface ProgramReport {
  /** Shapes and types of inputs, the variant and the device. */
  readonly signature: string;
  /** Kernel calls, or dispatches of a GPU, in one run. */
  readonly calls: number;
  /** Bytes: of what stands between operations, and of what does not change. */
  readonly memory: { readonly arena: number; readonly constants: number };
  /** What it took to make. */
  readonly milliseconds: { readonly trace: number; readonly passes: number; readonly assembly: number };
}

/** A step that runs as a program. */
export interface Compiled<Inputs extends readonly unknown[], Outputs> {
  /** One run. What it returns is the caller's to dispose. */
  (...inputs: Inputs): Promise<Outputs>;
  /** A run at once, without a promise: undefined where the program for these inputs is still to be made, or a run is on its way. */
  now(...inputs: Inputs): { readonly outputs: Outputs } | undefined;
  /** Makes the program for such inputs, where it is not there yet, and runs nothing. */
  prepare(...inputs: Inputs): Promise<void>;
  /**
   * Throws where the program for such inputs is not what the step is by now, for something changed by which JavaScript decides in it: a `TraceError`
   * says what. It costs one trace and runs nothing.
   */
  check(...inputs: Inputs): void;
  /** The programs there are. */
  readonly programs: readonly ProgramReport[];
  /** In words: what each program computes, before the passes and after them, its memory, and what will cost most. */
  explain(): string;
  /** Frees the programs. Variables and what runs returned are the caller's as ever. */
  dispose(): void;
}

/**
 * A step as one program: forward pass, gradients and update are written down once, put in a better form, and then run without JavaScript
 * between their operations.
 *
 * The step is a function of tensors, alone or in records and lists, to tensors in the same way; variables that it reads or assigns to are
 * changed as ever. It is called when inputs of new shapes come, on tensors without numbers: what JavaScript decides in it (a branch, a
 * number that is no tensor) is decided then, once. Numbers that change from run to run come as tensors, or by `liveTensor`; what
 * is counted, by `everyRun`; random numbers are drawn from a `Random` on the device.
 *
 * @throws {ArgumentError} when the step or `variant` is no function, an option does not exist, or an input is no tensor.
 * @throws {DeviceError} from a run, when float16 is asked for on another device than webgpu.
 * @throws {TraceError} from a run, when the step reads a number, makes variables anew, or decides by what changes from run to run; the message
 * says what to change.
 * @example
 * ```ts
 * import { tf, useDevice, valueAndGradients } from '@thaw/backend';
 * import { compile } from '@thaw/backend/compile';
 *
 * await useDevice();
 * const w = tf.variable(tf.tensor2d([[0], [0]]));
 * const step = compile((x: tf.Tensor, y: tf.Tensor) => {
 *   const { value, gradients } = valueAndGradients(() => tf.squaredDifference(tf.matMul(x, w), y).mean(), [w]);
 *   w.assign(w.sub(gradients[w.name]!.mul(0.1)));
 *   return { loss: value };
 * });
 * const [x, y] = [tf.tensor2d([[1, 0], [0, 1]]), tf.tensor2d([[3], [5]])];
 * for (let i = 0; i < 3; i++) {
 *   const { loss } = await step(x, y);
 *   console.log((await loss.data())[0]); // 17, 13.77, 11.15
 *   loss.dispose();
 * }
 * console.log(step.programs[0]!.signature); // 0 float32 [2, 2], 1 float32 [2, 1] · wasm
 * step.dispose();
 * ```
 */
export function compile<Inputs extends readonly unknown[], Outputs>(
  step: (...inputs: Inputs) => Outputs,
  options: CompileOptions = {},
): Compiled<Inputs, Outputs> {
  if (typeof step !== 'function') {
    throw new ArgumentError(
      `compile: a step is a function of tensors, such as (x, y) => ({ loss }), got ${told(step)}.`,
    );
  }
  checkOptions('compile', options, ['name', 'variant', 'fastMath', 'storage']);
  const { variant, storage = 'float32' } = options;
  if (variant !== undefined && typeof variant !== 'function') {
    throw new ArgumentError(
      `compile: variant is a function that tells the way of a run, such as () => 'training', got ${told(variant)}.`,
    );
  }
  if (storage !== 'float32' && storage !== 'float16') {
    throw new ArgumentError(`compile: storage must be 'float32' or 'float16', got ${describe(storage)}.`);
  }
  const title = `compile(${options.name ?? (step.name || 'step')})`;
  const compiled = new CompiledStep(title, step as (...inputs: readonly unknown[]) => unknown, options);
  const run = (...inputs: Inputs): Promise<Outputs> => compiled.run(inputs) as Promise<Outputs>;
  return Object.assign(run, {
    now: (...inputs: Inputs) => compiled.now(inputs) as { outputs: Outputs } | undefined,
    prepare: (...inputs: Inputs) => compiled.prepare(inputs),
    check: (...inputs: Inputs) => compiled.check(inputs),
    programs: compiled.reports,
    explain: () => explain(title, compiled.entries),
    dispose: () => compiled.dispose(),
  });
}
