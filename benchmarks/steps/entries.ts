import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import type { JaxSetting } from '../peers/jax-js/setting.ts';
import type { TfjsSetting } from '../peers/tfjs/start.ts';
import type { Command } from './peer.ts';
import type { Workload } from './workload.ts';

/** One way to run a library. */
interface Candidate {
  /** What is special about it. */
  readonly setting: string;
  readonly command: Command;
}

/** A library with a number of threads: the fastest of its candidates competes. */
export interface Entry {
  readonly library: 'thaw' | 'tfjs' | 'jax-js' | 'pytorch';
  readonly device: 'wasm' | 'cpu';
  readonly threads: number;
  /** With what a user of Node 20 must ask for by a flag: its figure stands beside the table. */
  readonly beside: boolean;
  readonly candidates: readonly Candidate[];
}

const thawProgram = fileURLToPath(new URL('../peers/thaw/main.js', import.meta.url));
const tfjsProgram = fileURLToPath(new URL('../peers/tfjs/main.js', import.meta.url));
const jaxProgram = fileURLToPath(new URL('../peers/jax-js/main.js', import.meta.url));
// Python's is no part of what is compiled.
const torchProgram = fileURLToPath(new URL('../../peers/pytorch/peer.py', import.meta.url));
const python = '/usr/bin/python3';

/** Whether this engine has multiply-add without being asked: (func (param v128) … f32x4.relaxed_madd). */
const hasMultiplyAdd: boolean = WebAssembly.validate(
  Uint8Array.from([
    0, 97, 115, 109, 1, 0, 0, 0, 1, 8, 1, 96, 3, 123, 123, 123, 1, 123, 3, 2, 1, 0, 10, 13, 1, 11, 0, 32, 0,
    32, 1, 32, 2, 253, 133, 2, 11,
  ]),
);
const multiplyAdd: readonly string[] = hasMultiplyAdd ? [] : ['--experimental-wasm-relaxed-simd'];

/** The version of PyTorch here, or why there is none. */
export function findTorch(): { version: string } | { missing: string } {
  const asked = spawnSync(python, ['-c', 'import torch; print(torch.__version__)'], { encoding: 'utf8' });
  if (asked.status === 0) return { version: asked.stdout.trim() };
  const reason = asked.error?.message ?? asked.stderr.trim().split('\n').at(-1)!;
  return { missing: `${reason} (Debian has it as python3-torch, with libopenblas0)` };
}

/** All that compete on so many threads. */
export function entriesOf(workload: Workload, folder: string, threads: number, torch: boolean): Entry[] {
  return [
    ...thawEntries(folder, threads),
    tfjsEntry(workload, folder, threads),
    jaxEntry(workload, folder, threads),
    ...(torch ? [torchEntry(folder, threads)] : []),
  ];
}

/** Thaw with compiled steps, as a user starts it, and one operation at a time. */
export function thawWays(
  folder: string,
  threads: number,
): { readonly eager: Entry; readonly compiled: Entry } {
  const entry = (setting: string, args: readonly string[]): Entry => {
    const command = node(thawProgram, [folder, ...args], [], threadsOf(threads));
    return { library: 'thaw', device: 'wasm', threads, beside: false, candidates: [{ setting, command }] };
  };
  return { eager: entry('eager', ['eager']), compiled: entry('compiled', []) };
}

/** Thaw as a user starts it; a number of threads other than 1 is all there are. */
export function thawEntries(folder: string, threads: number): Entry[] {
  const start = (beside: boolean): Entry => {
    const command = node(thawProgram, [folder], beside ? multiplyAdd : [], threadsOf(threads));
    const candidates = [{ setting: beside ? 'with multiply-add' : '', command }];
    return { library: 'thaw', device: 'wasm', threads, beside, candidates };
  };
  return hasMultiplyAdd ? [start(false)] : [start(false), start(true)];
}

function threadsOf(threads: number): Command['environment'] {
  return threads === 1 ? { THAW_THREADS: '1' } : {};
}

/** In Node it has one thread, however many there are. */
function tfjsEntry({ kind }: Workload, folder: string, threads: number): Entry {
  const ways: TfjsSetting[] = [
    { matMul: 'stock', filterGradient: 'patches' },
    { matMul: 'looped', filterGradient: 'patches' },
  ];
  if (kind === 'cnn') ways.push({ matMul: 'looped', filterGradient: 'swapped' });
  const candidates = ways.map((way) => {
    const words = [way.matMul === 'stock' ? 'matMul as it is' : 'matMul transposed and looped'];
    if (kind === 'cnn') words.push(`filter gradient by ${way.filterGradient}`);
    return { setting: words.join(', '), command: node(tfjsProgram, [folder, JSON.stringify(way)]) };
  });
  return { library: 'tfjs', device: 'wasm', threads, beside: false, candidates };
}

/** On several threads one may still be its best. */
function jaxEntry({ kind }: Workload, folder: string, threads: number): Entry {
  const candidates: Candidate[] = [];
  const add = (setting: JaxSetting, fused: boolean): void => {
    const words = [`${setting.threads === 1 ? '1 thread' : `${setting.threads} workers`}`];
    words.push(fused ? 'multiply-add' : 'no multiply-add');
    if (kind === 'cnn') words.push(`convolution by ${setting.convolution}`);
    const flags = fused ? multiplyAdd : [];
    const command = node(jaxProgram, [folder, JSON.stringify(setting)], flags);
    candidates.push({ setting: words.join(', '), command });
  };
  for (const fused of hasMultiplyAdd ? [true] : [true, false]) {
    add({ threads: 1, convolution: 'patches' }, fused);
    if (threads > 1) add({ threads, convolution: 'patches' }, fused);
  }
  if (kind === 'cnn') add({ threads: 1, convolution: 'lax' }, true);
  return { library: 'jax-js', device: 'wasm', threads, beside: false, candidates };
}

/** It has two pools of threads, its own (OpenMP) and that of the BLAS, which may get into each other's way. */
function torchEntry(folder: string, threads: number): Entry {
  const pools = threads === 1 ? [[1, 1]] : [[threads, threads], [threads, 1], [1, threads], [1, 1]]; // prettier-ignore
  const candidates = pools.map(([own, blas]) => ({
    setting: `OpenMP ${own}, BLAS ${blas}`,
    command: {
      program: python,
      args: [torchProgram, folder, String(own)],
      environment: { OMP_NUM_THREADS: String(own), OPENBLAS_NUM_THREADS: String(blas) },
    },
  }));
  return { library: 'pytorch', device: 'cpu', threads, beside: false, candidates };
}

function node(
  program: string,
  args: readonly string[],
  flags: readonly string[] = [],
  environment: Command['environment'] = {},
): Command {
  return { program: process.execPath, args: [...flags, program, ...args], environment };
}
