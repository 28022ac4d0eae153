import { describe } from '../../check-options.ts';
import { setTracedBackend } from '../../device/computing-backend.ts';
import { tf } from '../../tfjs.ts';
import { type LiveSink, setLiveSink } from '../live.ts';
import { endTensors } from './dead-tensors.ts';
import { engine, type EngineParts } from './engine-parts.ts';
import type { Graph, Value } from './graph.ts';
import { followGenerators, sourceOf } from './follow-generators.ts';
import { hold, keepNumbers } from './keep-numbers.ts';
import { Recorder } from './recorder.ts';
import type { Attributes, Meta, Metas } from './rule.ts';
import { shapeRules } from './shape-rules.ts';
import { refuseStockDraws } from './stock-draws.ts';
import { SymbolicBackend } from './symbolic-backend.ts';
import { TraceError } from './trace-error.ts';

/** A step: tensors in, tensors by name out. What it changes besides are variables. */
export type Step = (...inputs: tf.Tensor[]) => Readonly<Record<string, tf.Tensor>>;

/** A variable that a step makes, and the value with which it does. */
interface Made {
  readonly variable: tf.Variable;
  readonly initial: Value;
}

/** A step that was traced, whole or until it threw, and the variables that it made. */
export interface Traced {
  readonly graph: Graph;
  readonly made: readonly Made[];
  /** What the step threw; the variables that it made until then are made all the same. */
  readonly error?: unknown;
}

/**
 * Runs a step on tensors without numbers and writes down what it does.
 *
 * Nothing is computed and no kernel of a device is called: variables keep their numbers, and no tensor stays behind. What JavaScript
 * decides in the step (a rate that is a number, a branch, a number that is drawn) is decided here once and for all, but for what is
 * live.
 *
 * @param given the shape and type of each input.
 * @throws {TraceError} when the step reads a number, makes a variable, calls an operation without a rule, or returns something else
 * than tensors by name.
 */
export function traceStep(step: Step, given: readonly Meta[]): Graph {
  const { graph, made, error } = traceMaking(step, given);
  for (const { variable } of made) variable.dispose();
  if (error) throw error;
  if (made.length === 0) return graph;
  const names = made.slice(0, 3).map(({ variable }) => variable.name);
  throw new TraceError(
    `the step makes variables (${names.join(', ')}); make them before it, for it makes them anew in every run.`,
  );
}

/** The same for a step that may make variables, such as the first of an optimizer. They have no numbers yet: `settle` gives them. */
export function traceMaking(step: Step, given: readonly Meta[]): Traced {
  const home = tf.getBackend();
  if (recorder) {
    throw new TraceError('a step is being traced already: a compiled step within another cannot be traced.');
  }
  const backend = new SymbolicBackend();
  registerKernels(home);
  const variables = registeredVariables();
  const put = keepNumbers(variables);
  tf.registerBackend(NAME, () => backend);
  void tf.setBackend(NAME); // one that starts at once is there when this returns
  for (const variable of variables) holdApart(variable, backend);
  recorder = new Recorder(backend, variables);
  const made: Made[] = [];
  const noteNoMore = noteVariables(recorder, made);
  const followNoMore = followGenerators((effect) => recorder!.addEffect(effect, true));
  const refuseNoMore = refuseStockDraws();
  const endThem = endTensors();
  setLiveSink(sinkOf(recorder, backend));
  setTracedBackend(home);
  try {
    let graph: Graph | undefined;
    tf.tidy(() => {
      const inputs = given.map((meta, i) => symbolicTensor(backend, meta, `input ${i} of the step`));
      inputs.forEach(({ dataId }, i) => recorder!.addInput(dataId, given[i]!));
      const returned = requireTensors(step(...inputs));
      backend.requireUnread();
      graph = recorder!.graph(returned);
    });
    return { graph: graph!, made };
  } catch (error) {
    const missing = /^Kernel '(\w+)' not registered for backend 'thaw-trace'/.exec((error as Error).message);
    return { graph: recorder.graph({}), made, error: missing ? withoutRule(missing[1]!) : error };
  } finally {
    recorder = undefined;
    refuseNoMore();
    followNoMore();
    noteNoMore();
    setLiveSink(undefined);
    setTracedBackend(undefined);
    void tf.setBackend(home);
    put();
    endThem();
    tf.removeBackend(NAME);
  }
}

const NAME = 'thaw-trace';
let recorder: Recorder | undefined;

/** Every kernel that the device has: by its rule, or with a refusal that names it. */
function registerKernels(home: string): void {
  const names = new Set([
    ...tf.getKernelsForBackend(home).map(({ kernelName }) => kernelName),
    ...Object.keys(shapeRules),
  ]);
  for (const kernelName of names) {
    if (tf.getKernel(kernelName, NAME)) continue;
    const kernelFunc: tf.KernelFunc = ({ inputs, attrs }) => {
      const rule = shapeRules[kernelName];
      if (!rule) throw withoutRule(kernelName);
      const here = Object.fromEntries(Object.entries(inputs).filter(([, tensor]) => tensor)) as Record<
        string,
        tf.TensorInfo
      >;
      const attributes = (attrs ?? {}) as Attributes;
      const made = recorder!.call(kernelName, here, attributes, rule(here as Metas, attributes));
      return made.length === 1 && !lists.has(kernelName) ? made[0]! : made;
    };
    tf.registerKernel({ kernelName, backendName: NAME, kernelFunc });
  }
}

function withoutRule(kernelName: string): TraceError {
  return new TraceError(`the operation ${kernelName} cannot be compiled: no rule tells what it makes.`);
}

/** Kernels whose output is a list though it holds one tensor. */
export const lists: ReadonlySet<string> = /* @__PURE__ */ new Set([
  'SplitV',
  'Unpack',
  'ThawClipByNorm',
  'ThawSGD',
  'ThawAdam',
  'ThawRMSProp',
]);

/** A name of its own for what a variable holds, which others may share: they do not change with it. */
function holdApart(variable: tf.Variable, backend: SymbolicBackend): void {
  const dataId = backend.make('a variable', variable.shape);
  hold(variable, dataId);
  backend.disposeData(dataId); // the variable alone has it
}

function sinkOf(noted: Recorder, backend: SymbolicBackend): LiveSink {
  return {
    effect: (run) => noted.addEffect(run),
    tensor: (compute, shape, dtype, random) => {
      const tensor = symbolicTensor(backend, { shape, dtype }, 'liveTensor');
      noted.addLive(tensor.dataId, { shape, dtype }, compute, random && sourceOf(random));
      return tensor;
    },
    refuse: (
      what,
      instead = 'let a function of each run compute it, in liveTensor or the number(…) of a pace',
    ) => {
      throw new TraceError(`${what} would stay in every run what it is now; ${instead}.`);
    },
    decision: (decide, decided) => {
      noted.addEffect(() => {
        const now = decide();
        if (now === decided) return;
        throw new TraceError(
          `this run would go another way, '${now}', than that which was compiled, '${decided}'; have each compiled: ` +
            'compile(step, { variant: () => … }), with what tells it, such as the phase() of an optimizer.',
        );
      });
    },
  };
}

/** Notes which variables are made. Returns what ends it. */
function noteVariables(noted: Recorder, made: Made[]): () => void {
  const { makeVariable } = engine();
  engine().makeVariable = function (this: EngineParts, ...given) {
    const variable = makeVariable.apply(this, given);
    made.push({ variable, initial: noted.addVariable(variable) });
    return variable;
  };
  return () => {
    engine().makeVariable = makeVariable;
  };
}

const registeredVariables = (): tf.Variable[] => Object.values(tf.engine().state.registeredVariables);

function symbolicTensor(backend: SymbolicBackend, { shape, dtype }: Meta, origin: string): tf.Tensor {
  return engine().makeTensorFromDataId(backend.make(origin, shape), [...shape], dtype);
}

function requireTensors(outputs: unknown): Readonly<Record<string, tf.Tensor>> {
  const isRecord = typeof outputs === 'object' && outputs !== null && !(outputs instanceof tf.Tensor);
  const wrong = isRecord
    ? Object.entries(outputs).find(([, value]) => !(value instanceof tf.Tensor))
    : undefined;
  if (isRecord && !wrong) return outputs as Readonly<Record<string, tf.Tensor>>;
  const got = wrong ? `${describe(wrong[1])} under ${JSON.stringify(wrong[0])}` : describe(outputs);
  throw new TraceError(`a step returns tensors by name, such as { loss }, got ${got}.`);
}
