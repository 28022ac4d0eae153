import type { Element, KernelDefinition } from '../../../webgpu/build-kernel.ts';

type Definition = KernelDefinition<string, string>;

/**
 * The kernel with some of its tensors stored in float16; it computes in float32 as before. Each read `x[i]` of such a tensor becomes that
 * of a half made wide, each `y[i] = value` that of the value rounded.
 *
 * With `shader-f16` they are arrays of f16. Without, two halves share a u32, and an invocation changes its own by two atomic operations,
 * which leave the other as it is: so neighbours may be written at once, and every device can.
 *
 * What float16 cannot hold becomes infinite from 65,520 on, as rounding to the nearest has it, and a NaN stays one: WGSL leaves both open.
 *
 * @param names of tensors that `canHoldHalves`.
 */
export function halfKernel(definition: Definition, names: readonly string[], native: boolean): Definition {
  const { reads = {}, writes, enables = [], wgsl } = definition;
  const written = names.filter((name) => writes[name]);
  const code = rewrite(withoutComments(wgsl), names, {
    read: (name, index) => (native ? `f32(${name}[${index}])` : `halfIn_${name}(u32(${index}))`),
    write: (name, index, value) =>
      native ? `${name}[${index}] = toHalf(${value});` : `storeHalf_${name}(u32(${index}), ${value});`,
  })!;
  const functions = native
    ? [written.length > 0 ? nativeHalf : '']
    : [
        written.length > 0 ? packedHalf : '',
        ...names.map((name) => (writes[name] ? storePacked(name) : readPacked(name))),
      ];
  const element = (own: Readonly<Record<string, Element | undefined>>, half: Element) =>
    Object.fromEntries(Object.entries(own).map(([name, is]) => [name, names.includes(name) ? half : is]));
  return {
    ...definition,
    reads: element(reads, native ? 'f16' : 'u32'),
    writes: element(writes, native ? 'f16' : 'atomic<u32>'),
    enables: native ? [...new Set([...enables, 'f16' as const])] : enables,
    wgsl: [...functions, code].filter(Boolean).join('\n'),
  };
}

/**
 * Whether a kernel can have this tensor in float16: it is of f32, is read or written number by number, and what is written is not read again by
 * the same kernel, which would then compute with rounded numbers.
 */
export function canHoldHalves({ reads = {}, writes, wgsl }: Definition, name: string): boolean {
  if ((reads[name] ?? writes[name]) !== 'f32') return false;
  const code = withoutComments(wgsl);
  const isShadowed = new RegExp(
    `\\b(?:let|var|const)\\s+${name}\\b|(?<![.\\w])${name}\\s*:\\s*(?:array|vec|mat|ptr)`,
  );
  if (isShadowed.test(code)) return false;
  let fits = true;
  const isRead = (): string => {
    fits &&= writes[name] === undefined;
    return '0.0';
  };
  return rewrite(code, [name], { read: isRead, write: () => '' }) !== undefined && fits;
}

interface Rewriting {
  read(name: string, index: string): string;
  write(name: string, index: string, value: string): string;
}

/** Puts other words for reads and writes of these tensors; undefined where one is neither, but a pointer, a part, or changed by `+=`. */
function rewrite(code: string, names: readonly string[], by: Rewriting): string | undefined {
  const uses = new RegExp(`(?<![.\\w])(${names.join('|')})\\b(\\s*\\[)?`, 'g');
  let text = '';
  let at = 0;
  for (let use = uses.exec(code); use; use = uses.exec(code)) {
    const [whole, name, indexed] = use;
    if (/(?<!&)&\s*$/.test(code.slice(0, use.index))) return undefined;
    if (!indexed) continue; // a parameter of a function that is called the same
    const begin = use.index + whole.length;
    const end = closing(code, begin);
    const index = rewrite(code.slice(begin, end), names, by);
    const rest = code.slice(end + 1);
    if (index === undefined || /^\s*(?:[.[]|\+\+|--|(?:[-+*/%&|^]|<<|>>)=)/.test(rest)) return undefined;
    text += code.slice(at, use.index);
    const assigned = /^\s*=(?!=)/.exec(rest);
    if (assigned) {
      const from = end + 1 + assigned[0].length;
      at = code.indexOf(';', from) + 1;
      const value = rewrite(code.slice(from, at - 1).trim(), names, by);
      if (value === undefined) return undefined;
      text += by.write(name!, index, value);
    } else {
      at = end + 1;
      text += by.read(name!, index);
    }
    uses.lastIndex = at;
  }
  return text + code.slice(at);
}

/** Where the bracket that is open at a place is closed. */
function closing(code: string, from: number): number {
  let depth = 1;
  let at = from;
  for (; depth > 0; at++) depth += code[at] === '[' ? 1 : code[at] === ']' ? -1 : 0;
  return at - 1;
}

const withoutComments = (wgsl: string): string =>
  wgsl.replace(/\/\/[^\n]*/g, '').replace(/\/\*[\s\S]*?\*\//g, '');

/** In WGSL `wide`: the 16 bits of what is infinite or NaN, or rounds to infinity; 0 for all else, which is converted. */
const wide = `
fn wide(x: f32) -> u32 {
  let bits = bitcast<u32>(x);
  let magnitude = bits & 0x7fffffffu;
  if (magnitude < 0x477ff000u) { return 0u; }
  return ((bits >> 16) & 0x8000u) | select(0x7c00u, 0x7e00u, magnitude > 0x7f800000u);
}`;

const nativeHalf = `${wide}
fn toHalf(x: f32) -> f16 {
  let large = wide(x);
  if (large != 0) { return bitcast<vec2<f16>>(large).x; }
  return f16(x);
}`;

const packedHalf = `${wide}
fn toHalf(x: f32) -> u32 {
  let large = wide(x);
  if (large != 0) { return large; }
  return pack2x16float(vec2f(x, 0.0)) & 0xffffu;
}`;

const readPacked = (name: string): string => `
fn halfIn_${name}(i: u32) -> f32 { return unpack2x16float(${name}[i / 2] >> (i % 2 * 16)).x; }`;

const storePacked = (name: string): string => `
fn storeHalf_${name}(i: u32, x: f32) {
  atomicAnd(&${name}[i / 2], 0xffff0000u >> (i % 2 * 16));
  atomicOr(&${name}[i / 2], toHalf(x) << (i % 2 * 16));
}`;
