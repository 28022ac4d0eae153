import { describe } from '../../check-options.ts';
import { setTracedBackend } from '../../device/computing-backend.ts';
import { tf } from '../../tfjs.ts';
import type { Graph } from './graph.ts';
import { Recorder } from './recorder.ts';
import type { Attributes, Meta, Metas } from './rule.ts';
import { shapeRules } from './shape-rules.ts';
import { SymbolicBackend } from './symbolic-backend.ts';
import { TraceError } from './trace-error.ts';

/** A step: tensors in, tensors by name out. What it changes besides are variables. */
export type Step = (...inputs: tf.Tensor[]) => Readonly<Record<string, tf.Tensor>>;

/**
 * Runs a step on tensors without numbers and writes down what it does.
 *
 * Nothing is computed and no kernel of a device is called: variables keep their numbers, and no tensor stays behind. What JavaScript
 * decides in the step (a rate that is a number, a branch, a number that is drawn) is decided here once and for all.
 *
 * @param given the shape and type of each input.
 * @throws {TraceError} when the step reads a number, makes a variable, calls an operation without a rule, or returns something else
 * than tensors by name.
 */
export function traceStep(step: Step, given: readonly Meta[]): Graph {
  const home = tf.getBackend();
  if (recorder)
    throw new TraceError('a step is being traced already: a compiled step within another cannot be traced.');
  const backend = new SymbolicBackend();
  registerKernels(home);
  const variables = registeredVariables();
  const put = keepNumbers(variables);
  tf.registerBackend(NAME, () => backend);
  recorder = new Recorder(backend, variables);
  setTracedBackend(home);
  try {
    void tf.setBackend(NAME); // one that starts at once is there when this returns
    let graph: Graph | undefined;
    tf.tidy(() => {
      const inputs = given.map((meta) => symbolicTensor(backend, meta));
      inputs.forEach(({ dataId }, i) => recorder!.addInput(dataId, given[i]!));
      const outputs = requireTensors(step(...inputs));
      refuseNew(variables);
      graph = recorder!.graph(outputs);
    });
    return graph!;
  } catch (error) {
    const missing = /^Kernel '(\w+)' not registered for backend 'thaw-trace'/.exec((error as Error).message);
    throw missing ? withoutRule(missing[1]!) : error;
  } finally {
    recorder = undefined;
    setTracedBackend(undefined);
    void tf.setBackend(home);
    put();
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
const lists = /* @__PURE__ */ new Set([
  'SplitV',
  'Unpack',
  'ThawClipByNorm',
  'ThawSGD',
  'ThawAdam',
  'ThawRMSProp',
]);

interface EngineParts {
  readonly state: { readonly registeredVariables: Readonly<Record<string, tf.Variable>> };
  readonly backend: tf.KernelBackend;
  disposeTensor(tensor: tf.Tensor): void;
  incRef(tensor: tf.Tensor, backend: null): void;
  makeTensorFromDataId(dataId: object, shape: number[], dtype: tf.DataType): tf.Tensor;
}

const engine = (): EngineParts => tf.engine() as unknown as EngineParts;
const registeredVariables = (): tf.Variable[] => Object.values(engine().state.registeredVariables);

function symbolicTensor(backend: SymbolicBackend, { shape, dtype }: Meta): tf.Tensor {
  return engine().makeTensorFromDataId(backend.make(), [...shape], dtype);
}

/** Holds the numbers of variables, which an assignment would free. Returns what puts them back. */
function keepNumbers(variables: readonly tf.Variable[]): () => void {
  const home = engine().backend;
  const before = variables.map((variable) => [variable, variable.dataId] as const);
  for (const [, dataId] of before) home.incRef(dataId);
  return () => {
    for (const [variable, dataId] of before) {
      if (variable.dataId !== dataId) {
        engine().disposeTensor(variable);
        variable.dataId = dataId;
        engine().incRef(variable, null);
      }
      home.disposeData(dataId);
    }
  };
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

function refuseNew(before: readonly tf.Variable[]): void {
  const known = new Set(before);
  const made = registeredVariables().filter((variable) => !known.has(variable));
  if (made.length === 0) return;
  for (const variable of made) variable.dispose();
  throw new TraceError(
    `the step makes variables (${made
      .slice(0, 3)
      .map(({ name }) => name)
      .join(', ')}); make them before it, for it makes them anew in every run.`,
  );
}
