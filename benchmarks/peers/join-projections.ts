import type { Stored } from './workload-files.ts';

/**
 * Lays query, key and value of each attention side by side as one kernel [width, 3·width] and one bias, named
 * `….attention.qkv`: the same numbers and the same training, in one product instead of three.
 */
export function joinProjections(weights: ReadonlyMap<string, Stored>): Map<string, Stored> {
  const joined = new Map<string, Stored>();
  for (const [name, weight] of weights) {
    const [, attention, part, kind] = /^(.*\.attention)\.(query|key|value)\.(kernel|bias)$/.exec(name) ?? [];
    if (part === undefined) joined.set(name, weight);
    if (part !== 'query') continue;
    const parts = ['query', 'key', 'value'].map((each) => weights.get(`${attention}.${each}.${kind}`)!);
    joined.set(`${attention}.qkv.${kind}`, sideBySide(parts));
  }
  return joined;
}

/** Along the last axis. */
function sideBySide(parts: readonly Stored[]): Stored {
  const width = parts[0]!.shape.at(-1)!;
  const rows = parts[0]!.data.length / width;
  const data = new Float32Array(parts.length * rows * width);
  for (const [i, part] of parts.entries()) {
    for (let row = 0; row < rows; row++) {
      data.set(part.data.subarray(row * width, (row + 1) * width), (row * parts.length + i) * width);
    }
  }
  return { shape: [...parts[0]!.shape.slice(0, -1), parts.length * width], data };
}
