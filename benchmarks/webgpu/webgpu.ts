import { fileURLToPath } from 'node:url';

import type { Findings, Other } from '../measurements.ts';
import { figures, mark, table } from '../table.ts';
import { dispatchesPerLayer, leastGain, scriptBars } from './bars.ts';
import type { Measured } from './measure.ts';

/** What runs them, a script of the repository that no package exports. */
interface Places {
  measureInNode(file: string): Promise<Measured>;
  measureInPage(file: string): Promise<Measured>;
}

const page = fileURLToPath(new URL('./measure.js', import.meta.url));
const program = fileURLToPath(new URL('./in-node.js', import.meta.url));

/**
 * Compiled steps on WebGPU in Node and in Chromium: beside eager ones, which says something of GPUs only on one; how many dispatches they
 * take, and how long JavaScript is at it, which say the same on every adapter.
 */
export async function webgpu(say: (line: string) => void): Promise<Findings> {
  const script = new URL('../../../scripts/measure-webgpu.mjs', import.meta.url).href;
  const { measureInNode, measureInPage } = (await import(script)) as Places;
  const places = {
    Node: () => measureInNode(program),
    Chromium: () => measureInPage(page),
  } as const;
  const other: Other[] = [];
  for (const place of ['Node', 'Chromium'] as const) {
    try {
      other.push(...tell(place, await places[place](), say));
    } catch (error) {
      say(`${place}: not measured: ${(error as Error).message}`);
    }
    say('');
  }
  return { other };
}

/** Says what was measured in a place; returns the figures. */
function tell(
  place: keyof typeof scriptBars,
  { adapter, pairs, script }: Measured,
  say: (line: string) => void,
): Other[] {
  say(`${place}, ${adapter}`);
  const rows = pairs.map(({ workload, eager, compiled, dispatches, apart }) => [
    workload,
    figures(eager),
    figures(compiled),
    `${(eager / compiled).toFixed(2)}x ${mark(eager / compiled > leastGain)}`,
    `${dispatches.eager} -> ${dispatches.compiled}`,
    apart.toExponential(1),
  ]);
  const heading = ['small', 'eager, ms', 'compiled, ms', 'gain', 'dispatches', 'losses apart'];
  for (const line of table([heading, ...rows])) say(line);
  const { milliseconds, afterWait, dispatches, layers, seconds } = script;
  const [bar, perLayer] = [scriptBars[place], dispatches / layers];
  say(
    `GPT of ${layers} layers: ${dispatches} dispatches, ${perLayer.toFixed(1)} a layer (bar ${dispatchesPerLayer}) ` +
      `${mark(perLayer <= dispatchesPerLayer)}; JavaScript ${milliseconds.toFixed(2)} ms a step (bar ${bar}) ` +
      `${mark(milliseconds <= bar)}, ${afterWait.toFixed(2)} ms for the first after a wait`,
  );
  say(
    `It was there after ${(seconds.trace + seconds.assembly).toFixed(1)} s: ${seconds.assembly.toFixed(1)} s of it the device's, for its kernels`,
  );
  const named = (name: string, value: number, unit: string, limit: number | null): Other => {
    return { name: `webgpu: ${place}, ${name}`, value, unit, bar: limit };
  };
  return [
    ...pairs.map(({ workload, eager, compiled }) => {
      return named(`${workload}, compiled`, eager / compiled, 'times as fast as eager', leastGain);
    }),
    named('gpt, dispatches', perLayer, 'a layer', dispatchesPerLayer),
    named('gpt, JavaScript', milliseconds, 'ms a step', bar),
    named('gpt, until compiled', seconds.trace + seconds.assembly, 's', null),
  ];
}
