import { lastBelow } from '../../random/random.ts';
import { defineKernel, type Kernel, type Uniform } from '../../webgpu/define-kernel.ts';
import type { GpuKernel } from '../gpu-kernel.ts';
import { type Distribution, type Draw, dtypeOf, wordsEach } from './draw.ts';
import { exactUniform, planRange } from './exact-uniform.ts';
import { shuffle } from './shuffle.ts';
import { elementary, truncatedNormal, words } from './wgsl.ts';

export const drawWebGPU: GpuKernel = ({ state }, attributes, backend) => {
  const drawn = attributes as unknown as Draw;
  const size = drawn.shape.reduce((product, length) => product * length, 1);
  const range = drawn.kind === 'uniform' ? planRange(drawn.low, drawn.high) : undefined;
  if (size === 0 || (drawn.kind === 'uniform' && !range)) return undefined; // the host draws it
  const y = backend.makeTensorInfo([...drawn.shape], dtypeOf(drawn.kind));
  const workgroups = Math.ceil((size * wordsEach(drawn.kind)) / WORDS);
  const tensors = { state: state!, y };
  if (drawn.kind === 'uniform') {
    const last = Math.min(lastBelow(drawn.low, drawn.high), LARGEST);
    drawUniform(backend, tensors, { ...range!, size, last }, workgroups);
  } else {
    kernels[drawn.kind](backend, tensors, { size, ...parameters(drawn) }, workgroups);
  }
  return y;
};

/** Words that a workgroup draws: 64 invocations, each a block of four. */
const WORDS = 256;
const LARGEST = 3.4028234663852886e38;

export const permutationWebGPU: GpuKernel = ({ state }, attributes, backend) => {
  const size = attributes['count'] as number;
  if (size === 0) return undefined;
  const chance = backend.makeTensorInfo([size], 'int32');
  kernels.words(backend, { state: state!, y: chance }, { size, ...none }, Math.ceil(size / WORDS));
  const y = shuffle(chance, backend);
  backend.disposeData(chance.dataId);
  return y;
};

const none = { n: 0, p: 0, q: 0 } as const;

/** What the kernel calls n, p and q. */
function parameters(drawn: Distribution): { n: number; p: number; q: number } {
  switch (drawn.kind) {
    case 'integers':
      return { ...none, n: drawn.bound };
    case 'bernoulli':
      return { ...none, n: Math.ceil(drawn.probability * 2 ** 24) };
    case 'normal':
    case 'truncatedNormal':
      return { ...none, p: drawn.mean, q: drawn.standardDeviation };
    default:
      return none;
  }
}

/** A kernel that makes four numbers of a block, each of `number(word)`, or two, each of `number(pair)`. */
function drawKernel<Uniforms extends string>(
  name: string,
  y: 'u32' | 'f32',
  perBlock: 2 | 4,
  uniforms: { readonly [name in Uniforms]: Uniform },
  wgsl: string,
): Kernel<'state' | 'y', 'size' | Uniforms> {
  const given = perBlock === 4 ? 'block[j]' : 'vec2u(block[2 * j], block[2 * j + 1])';
  return defineKernel({
    name: `draw ${name}`,
    reads: { state: 'u32' },
    writes: { y },
    uniforms: { size: 'u32', ...uniforms } as { readonly [name in 'size' | Uniforms]: Uniform },
    wgsl: `${words}
${wgsl}
fn main(group: u32, lane: u32) {
  let i = group * workgroupSize + lane;
  let block = words(i);
  for (var j = 0u; j < ${perBlock}; j++) {
    if (${perBlock} * i + j < u.size) { y[${perBlock} * i + j] = number(${given}); }
  }
}`,
  });
}

const some = { n: 'u32', p: 'f32', q: 'f32' } as const;

const kernels = {
  words: /* @__PURE__ */ drawKernel('words', 'u32', 4, some, 'fn number(word: u32) -> u32 { return word; }'),

  integers: /* @__PURE__ */ drawKernel(
    'integers',
    'u32',
    4,
    some,
    'fn number(word: u32) -> u32 { return multiplyHigh(word, u.n); }',
  ),

  bernoulli: /* @__PURE__ */ drawKernel(
    'Bernoulli',
    'f32',
    4,
    some,
    'fn number(word: u32) -> f32 { return select(0.0, 1.0, (word >> 8) < u.n); }',
  ),

  normal: /* @__PURE__ */ drawKernel(
    'normal',
    'f32',
    2,
    some,
    `${elementary}
fn number(pair: vec2u) -> f32 { return u.p + u.q * sqrt(2 * minusLogOfWord(pair.x, 1)) * cosTurns(pair.y); }`,
  ),

  truncatedNormal: /* @__PURE__ */ drawKernel(
    'truncated normal',
    'f32',
    4,
    some,
    `${elementary}${truncatedNormal}
fn number(word: u32) -> f32 { return u.p + u.q * truncatedNormal(word); }`,
  ),

  gumbel: /* @__PURE__ */ drawKernel(
    'Gumbel',
    'f32',
    4,
    some,
    `${elementary}
fn number(word: u32) -> f32 { return minusLog(minusLogOfWord(word, 0.5)); }`,
  ),
} as const;

const drawUniform = /* @__PURE__ */ drawKernel(
  'uniform',
  'f32',
  4,
  {
    low0: 'u32',
    low1: 'u32',
    lowNegative: 'u32',
    span0: 'u32',
    span1: 'u32',
    spanNegative: 'u32',
    lowShift: 'u32',
    productShift: 'u32',
    unit: 'i32',
    last: 'f32',
  },
  `${exactUniform}
fn number(word: u32) -> f32 {
  let x = inRange(word >> 8);
  return select(x, u.last, x > u.last);
}`,
);
