import type { Entry } from '../entry.ts';
import type { Program } from '../program.ts';
import type { Graph } from '../trace/graph.ts';
import { bytesOf } from '../trace/rule.ts';
import { costsOf } from './costs.ts';
import { printGraph } from './print-graph.ts';

/** How many costs are told. */
const DEAREST = 8;

/** What the programs of a step do, in words. */
export function explain(title: string, entries: readonly Entry[]): string {
  if (entries.length === 0) return `${title} has no program yet: run it once.`;
  return entries.map((entry, i) => explainEntry(`${title}, program ${i + 1}`, entry).join('\n')).join('\n\n');
}

function explainEntry(title: string, { report, traced, graph, program }: Entry): string[] {
  const { trace, passes, assembly } = report.milliseconds;
  const { arena, constants } = program.memory;
  const variables = traced.states.map(({ before }) => before);
  const held = variables.reduce((sum, value) => sum + bytesOf(value), 0);
  return [
    `${title}: ${report.signature}`,
    `traced in ${trace.toFixed(1)} ms, passes ${passes.toFixed(1)} ms, assembled in ${assembly.toFixed(1)} ms`,
    `${traced.operations.length} operations as traced, ${graph.operations.length} after the passes, ${program.calls} calls of kernels in a run`,
    ...hostCallsOf(program.hostCalls ?? []),
    `memory: ${told(arena, 'B')} between operations${halvesOf(program)}, ${told(constants, 'B')} of constants; ${variables.length} variables hold ${told(held, 'B')}`,
    '',
    'What costs most, as estimated from arithmetic and memory:',
    ...linesOfCosts(graph),
    '',
    'As traced:',
    ...printGraph(traced).map(indented),
    '',
    'After the passes:',
    ...(graph === traced ? ['the same'] : printGraph(graph)).map(indented),
  ];
}

function halvesOf({ halves = 0 }: Program): string {
  return halves > 0 ? `, where ${halves} values lie in float16` : '';
}

function hostCallsOf(kernels: readonly string[]): string[] {
  if (kernels.length === 0) return [];
  return [
    `JavaScript calls ${kernels.length} of them, for which the device has no kernel that a program can call: ${[...new Set(kernels)].join(', ')}`,
  ];
}

function linesOfCosts(graph: Graph): string[] {
  const costs = costsOf(graph);
  const lines = costs.slice(0, DEAREST).map(({ title, count, flops, bytes, part }) => {
    const percent = `${(100 * part).toFixed(0)} %`.padStart(5);
    return indented(
      `${percent} ${told(flops, 'FLOP')}, ${told(bytes, 'B')}: ${count > 1 ? `${count} × ` : ''}${title}`,
    );
  });
  return costs.length > DEAREST ? [...lines, indented(`and ${costs.length - DEAREST} more`)] : lines;
}

const indented = (line: string): string => `  ${line}`;

/** 1234567 B: 1.23 MB. */
function told(count: number, unit: string): string {
  const prefixes = ['', 'k', 'M', 'G', 'T'];
  let scale = 0;
  while (count >= 1000 && scale < prefixes.length - 1) {
    count /= 1000;
    scale++;
  }
  return `${Number(count.toPrecision(3))} ${prefixes[scale]}${unit}`;
}
