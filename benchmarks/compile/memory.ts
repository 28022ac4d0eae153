import { fileURLToPath } from 'node:url';

import type { StepMemory } from '../peers/step-memory.ts';
import type { TfjsSetting } from '../peers/tfjs/start.ts';
import { figures, mark } from '../table.ts';
import { askOnce } from './ask-once.ts';
import { memoryBar } from './bars.ts';
import type { Measured } from './speed.ts';

const thawProgram = fileURLToPath(new URL('../peers/thaw/making.js', import.meta.url));
const tfjsProgram = fileURLToPath(new URL('../peers/tfjs/memory.js', import.meta.url));
const asItIs: TfjsSetting = { matMul: 'stock', filterGradient: 'patches' };

/** What the columns are. */
export const memoryHeading: readonly string[] = [
  'memory of a step',
  'tensors at most, MB',
  'of tfjs',
  'bar',
  "wasm's memory, MB",
  'of tfjs',
];

/** The memory of a workload's step, compiled and eager, beside that of the same with plain TensorFlow.js; weights, slots and batch included. */
export async function measureMemory(name: string, folder: string): Promise<Measured> {
  const oneThread = { THAW_THREADS: '1' };
  const tfjs = await askOnce<StepMemory>('the memory of tfjs', tfjsProgram, [folder, JSON.stringify(asItIs)]);
  const eager = await askOnce<StepMemory>('the memory of Thaw', thawProgram, [folder, 'eager'], oneThread);
  const compiled = await askOnce<StepMemory>('the memory of Thaw', thawProgram, [folder], oneThread);
  const row = (
    who: string,
    { peakBytes, heapBytes }: StepMemory,
    bar: number | null,
  ): (string | number)[] => {
    const part = peakBytes / tfjs.peakBytes;
    return [
      `${name}, ${who}`,
      figures(peakBytes / 1e6),
      figures(part),
      bar === null ? '' : `${bar} ${mark(part <= bar)}`,
      figures(heapBytes / 1e6),
      figures(heapBytes / tfjs.heapBytes),
    ];
  };
  const named = { tfjs, 'Thaw eager': eager, 'Thaw compiled': compiled };
  return {
    rows: [
      row('tfjs', tfjs, null),
      row('Thaw eager', eager, null),
      row('Thaw compiled', compiled, memoryBar),
    ],
    other: [
      {
        name: `compile: ${name}, memory of a compiled step beside that of tfjs`,
        value: compiled.peakBytes / tfjs.peakBytes,
        unit: 'times',
        bar: memoryBar,
      },
      ...Object.entries(named).flatMap(([who, { peakBytes, heapBytes }]) => [
        { name: `compile: ${name}, tensors at most, ${who}`, value: peakBytes, unit: 'bytes', bar: null },
        { name: `compile: ${name}, wasm's memory, ${who}`, value: heapBytes, unit: 'bytes', bar: null },
      ]),
    ],
    failures: [],
  };
}
