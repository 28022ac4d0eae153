import type { KernelDefinition } from '../../webgpu/build-kernel.ts';

type Definition = KernelDefinition<string, string>;

/**
 * The WGSL of several kernels in one: the first workgroups are those of the first, the next those of the second … Their names get the
 * number of their kernel; a tensor of several stands at one binding, and memory of workgroups that is declared alike is one.
 *
 * @param parts of each kernel, for its reads and writes in their order, the number of the buffer among all.
 * @param written of each buffer whether it is written.
 */
export function joinKernels(
  parts: readonly { readonly definition: Definition; readonly tensors: readonly number[] }[],
  written: readonly boolean[],
): string {
  const bindings: string[] = [];
  const shared = new Set<string>();
  const codes: string[] = [];
  const fields: string[] = [];
  const elements = new Map<number, string>();
  for (const [p, { definition, tensors }] of parts.entries()) {
    const { reads = {}, writes, uniforms = {}, wgsl } = definition;
    const named = Object.entries({ ...reads, ...writes });
    const names = new Map<string, string>();
    for (const [i, [name, element]] of named.entries()) {
      names.set(name, `buffer${tensors[i]!}`);
      elements.set(tensors[i]!, element!);
    }
    const declared = declarations(wgsl);
    for (const { name, line, isShared } of declared) {
      if (!isShared) names.set(name, `${name}_${p}`);
      else shared.add(line);
    }
    const own = declared
      .filter(({ isShared }) => isShared)
      .reduce((text, { line }) => text.replace(line, ''), wgsl);
    const again = named.filter((_, i) => tensors.indexOf(tensors[i]!) !== tensors.lastIndexOf(tensors[i]!));
    const parameters = new Map(again.map(([name]) => [name, `${name}_${p}`]));
    codes.push(renamed(own, names, parameters).replace(/(?<![.\w])u\./g, `uniformsOfAll.u${p}.`));
    const types = Object.entries(uniforms).map(([name, type]) => `${name}: ${type}`);
    fields.push(`struct Uniforms${p} { ${['groups: u32', ...types].join(', ')} }`);
  }
  for (const [i, element] of [...elements].toSorted(([a], [b]) => a - b)) {
    bindings.push(
      `@group(0) @binding(${i}) var<storage, ${written[i] ? 'read_write' : 'read'}> buffer${i}: array<${element}>;`,
    );
  }
  const { workgroupSize = 64 } = parts[0]!.definition;
  const calls = parts.map(
    (_, p) =>
      `if (rest < uniformsOfAll.u${p}.groups) { main_${p}(rest, lane); return; }\n  rest -= uniformsOfAll.u${p}.groups;`,
  );
  const enables = new Set(parts.flatMap(({ definition }) => definition.enables ?? []));
  return `${[...enables].map((extension) => `enable ${extension};\n`).join('')}${fields.join('\n')}
struct All { ${parts.map((_, p) => `@align(16) u${p}: Uniforms${p}`).join(', ')} }
${bindings.join('\n')}
@group(0) @binding(${bindings.length}) var<uniform> uniformsOfAll: All;
const workgroupSize = ${workgroupSize}u;
fn isNaN(x: f32) -> bool { return (bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u; }
${[...shared].join('\n')}
${codes.join('\n')}
@compute @workgroup_size(${workgroupSize})
fn start(@builtin(workgroup_id) id: vec3u, @builtin(num_workgroups) grid: vec3u, @builtin(local_invocation_index) lane: u32) {
  var rest = id.x + id.y * grid.x;
  ${calls.join('\n  ')}
}`;
}

/**
 * Memory of workgroups that these kernels take together, in bytes; infinite where they give one name to different memory, or do not
 * say in numbers how much it is.
 */
export function sharedBytes(codes: readonly string[]): number {
  const lines = new Map<string, string>();
  let bytes = 0;
  for (const { name, line, isShared } of codes.flatMap(declarations)) {
    if (!isShared || lines.get(name) === line) continue;
    const [, type, length] = /: array<(\w+), (\d+|workgroupSize)>;/.exec(line) ?? [];
    if (lines.has(name) || !type) return Infinity;
    lines.set(name, line);
    bytes += (type.startsWith('vec4') ? 16 : 4) * (length === 'workgroupSize' ? MOST_LANES : Number(length));
  }
  return bytes;
}

/** Invocations of a workgroup at most. */
const MOST_LANES = 256;

interface Declaration {
  readonly name: string;
  readonly line: string;
  /** Whether it is memory of the workgroup, which holds nothing when a kernel begins. */
  readonly isShared: boolean;
}

/** What a module declares, outside of its functions and structures. */
function declarations(wgsl: string): Declaration[] {
  const code = wgsl.replace(/\/\/[^\n]*/g, '').replace(/\/\*[\s\S]*?\*\//g, '');
  let depth = 0;
  let outside = '';
  for (const letter of code) {
    if (letter === '}') depth--;
    if (depth === 0) outside += letter;
    if (letter === '{') depth++;
  }
  const found: Declaration[] = [];
  for (const [line, kind, name] of outside.matchAll(
    /\b(fn|struct|alias|const|var(?:<\w+>)?)\s+(\w+)[^;{]*;?/g,
  )) {
    found.push({ name: name!, line, isShared: kind === 'var<workgroup>' });
  }
  return found;
}

/**
 * Names after a dot are of parts of something, and stay.
 *
 * @param parameters what else stands for the names of one tensor that is given twice, where they are not indexed: so are called the
 * parameters of functions.
 */
function renamed(
  wgsl: string,
  names: ReadonlyMap<string, string>,
  parameters: ReadonlyMap<string, string>,
): string {
  return wgsl.replace(/(?<![.\w])([A-Za-z_]\w*)(\s*\[)?/g, (whole, word: string, index?: string) => {
    if (index === undefined) return parameters.get(word) ?? names.get(word) ?? whole;
    return (names.get(word) ?? word) + index;
  });
}
