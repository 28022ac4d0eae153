import { tf } from '@thaw/backend';

import type { AnyModule } from '../module/module.ts';
import { watchForward } from '../module/watch-forward.ts';
import type { HeldStep } from '../training/held-step.ts';

/** Tensors that were there at one moment of a forward pass, and what to say when they are not finite. */
interface Sight {
  readonly tensors: readonly tf.Tensor[];
  say(): string | Promise<string>;
}

/**
 * Runs the forward pass of a step again and says, in one sentence, what was not finite first: the input of the step, what a module
 * gave, or what a module made of it on the way to one within.
 */
export async function firstNotFinite(model: AnyModule, held: HeldStep): Promise<string> {
  const paths = new Map([...model.namedModules()].map(([path, module]) => [module, path]));
  const nameOf = (module: AnyModule): string =>
    paths.get(module) ? `${module.constructor.name} at ${paths.get(module)}` : module.constructor.name;
  const sights: Sight[] = [];
  const see = (value: unknown, say: Sight['say']): void => {
    sights.push({ tensors: tensorsIn(value).map((tensor) => tf.keep(tensor.clone())), say });
  };
  const open: AnyModule[] = [];
  const watch = (module: AnyModule, forward: () => unknown, input: unknown): unknown => {
    const outer = open.at(-1);
    if (outer)
      see(input, () => `The first that was not finite was the input of ${nameOf(module)}, as ${nameOf(outer)} made it.`); // prettier-ignore
    open.push(module);
    const output = forward();
    open.pop();
    see(output, async () => {
      const note = await weightNote(paths.get(module)!, held);
      return `The first output that was not finite was that of ${nameOf(module)}${note}.`;
    });
    return output;
  };
  try {
    see(held.input, () => 'The input of that step was not finite.');
    watchForward(paths.keys(), watch, () => held.replay());
    const found = new Set<object>(); // finite: an output is often the next one's input
    for (const { tensors, say } of sights) {
      for (const tensor of tensors) {
        if (found.has(tensor.dataId)) continue;
        if (!(await isAllFinite(tensor))) return await say();
        found.add(tensor.dataId);
      }
    }
  } finally {
    for (const { tensors } of sights) tf.dispose([...tensors]);
  }
  return 'What every module gave was finite, so it was the loss itself.';
}

/** Whether a weight in the module at `path` was to blame. */
async function weightNote(path: string, { weights }: HeldStep): Promise<string> {
  for (const [name, tensor] of weights) {
    if (path !== '' && !name.startsWith(`${path}.`)) continue;
    if (!(await isAllFinite(tensor))) return `, whose ${name} the step before had left not finite`;
  }
  return '';
}

/** Read and looked at on the host: what a shader makes of a NaN differs. */
async function isAllFinite(tensor: tf.Tensor): Promise<boolean> {
  if (tensor.dtype !== 'float32') return true;
  return (await tensor.data<'float32'>()).every((value) => Number.isFinite(value));
}

/** The tensors in what a module takes or gives: itself, or in arrays and plain objects. */
function tensorsIn(value: unknown): tf.Tensor[] {
  if (value instanceof tf.Tensor) return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(tensorsIn);
}
