import type { tf } from '../../tfjs.ts';
import { exactText } from '../exact-text.ts';
import type { Constant, Graph, Operation, Value } from '../trace/graph.ts';
import { changedInputs } from '../trace/operation-rules.ts';
import { rewrite, type Visit } from './rewrite.ts';

/**
 * Computes once what is computed twice: calls of one kernel with the same inputs and attributes, and constants of the same bits. A variable
 * before its update is another value than after it, so what reads it then is another call.
 */
export function shareCommon(graph: Graph): Graph {
  const known = new Map<string, readonly Value[]>();
  const visit: Visit = (operation) => {
    const { kernel, inputs, outputs } = operation;
    if (changedInputs(kernel, inputs).length > 0) return undefined;
    const key = keyOf(operation);
    const before = known.get(key);
    if (!before) known.set(key, outputs);
    return before;
  };
  return rewrite(graph, visit, sameConstants(graph));
}

/** For each constant that has the bits of one before it, that one. */
function sameConstants({ constants }: Graph): Map<Value, Value> {
  const known = new Map<string, Value>();
  const same = new Map<Value, Value>();
  for (const constant of constants) {
    const key = keyOfConstant(constant);
    const first = key === undefined ? undefined : known.get(key);
    if (first) same.set(constant.value, first);
    else if (key !== undefined) known.set(key, constant.value);
  }
  return same;
}

/** Large ones are rarely the same, and to compare them costs. */
const LARGEST = 4096;

function keyOfConstant({ value: { shape, dtype }, numbers }: Constant): string | undefined {
  return numbers.length > LARGEST ? undefined : `${dtype} [${shape.join()}] ${bitsOf(numbers)}`;
}

function bitsOf({ buffer, byteOffset, byteLength }: tf.TypedArray): string {
  return new Uint8Array(buffer, byteOffset, byteLength).join();
}

/** Of these a·b is b·a. */
const commutative = /* @__PURE__ */ new Set('Add Multiply'.split(' '));

function keyOf({ kernel, inputs, attributes, outputs }: Operation): string {
  const ids = Object.entries(inputs).map(([name, { id }]) =>
    commutative.has(kernel) ? id : `${name}:${id}`,
  );
  if (commutative.has(kernel)) ids.sort();
  // In any order of their names.
  const settings = Object.fromEntries(Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1)));
  return `${kernel}(${ids.join()}) ${outputs.length} ${exactText(settings)}`;
}
