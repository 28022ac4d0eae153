import type { Code } from './code.ts';
import { unsigned } from './encode.ts';
import { ModuleReader, sections } from './module-reader.ts';

/** A function from one vector to another that neither calls, branches nor touches memory, taken out of its module. */
export interface InlineFunction {
  /** How many vectors it holds, its parameter among them. */
  readonly locals: number;
  readonly parts: readonly Part[];
}

/** Bytes as they are, or an instruction on one of its locals. */
type Part = readonly number[] | { readonly opcode: number; readonly local: number };

/**
 * The exported functions of a module that can be written into another, v128 → v128.
 *
 * A call costs as much as some of these functions do, and no engine writes the functions of one module into another.
 *
 * @param names which are looked for; those that do more than compute on vectors are left out.
 */
export function findInlineFunctions(
  bytes: Uint8Array,
  names: readonly string[],
): ReadonlyMap<string, InlineFunction> {
  let imported = 0;
  let numbers = new Map<string, number>();
  let bodies: ModuleReader[] = [];
  for (const [number, section] of new ModuleReader(bytes).sections()) {
    if (number === sections.imports) imported = section.importedFunctions().length;
    else if (number === sections.exports) numbers = section.exportedFunctions();
    else if (number === sections.bodies) bodies = section.list(() => section.part(section.unsigned()));
  }
  const found = new Map<string, InlineFunction>();
  for (const name of names) {
    const body = bodies[(numbers.get(name) ?? Infinity) - imported];
    const read = body && readBody(body);
    if (read) found.set(name, read);
  }
  return found;
}

/** Writes such a function where its operand is on the stack; its result is there then. */
export function writeInline(code: Code, { locals, parts }: InlineFunction): void {
  const own = Array.from({ length: locals }, () => code.local('v128'));
  code.set(own[0]!);
  for (const part of parts) {
    if ('opcode' in part) code.raw([part.opcode, ...unsigned(own[part.local]!)]);
    else code.raw(part);
  }
}

const V128 = 0x7b;
const END = 0x0b;
const I32_CONST = 0x41;
const SIMD = 0xfd;
const LOCAL_GET = 0x20;
const LOCAL_TEE = 0x22;
const isLocal = (opcode: number): boolean => opcode >= LOCAL_GET && opcode <= LOCAL_TEE;

/** @returns undefined for what is more than arithmetic on vectors. */
function readBody(body: ModuleReader): InlineFunction | undefined {
  let locals = 1;
  for (let left = body.unsigned(); left > 0; left--) {
    locals += body.unsigned();
    if (body.byte() !== V128) return undefined;
  }
  const parts: Part[] = [];
  const written = new Set([0]);
  while (body.left > 0) {
    const start = body.at;
    const opcode = body.byte();
    if (opcode === END && body.left === 0) return { locals, parts };
    if (isLocal(opcode)) {
      const local = body.unsigned();
      // In a function it begins as 0; in a loop it would hold what the last round left there.
      if (opcode === LOCAL_GET && !written.has(local)) return undefined;
      written.add(local);
      parts.push({ opcode, local });
      continue;
    }
    if (opcode === I32_CONST) body.unsigned();
    else if (opcode === SIMD) {
      const immediate = bytesAfter(body.unsigned());
      if (immediate === undefined) return undefined;
      body.part(immediate);
    } else return undefined;
    parts.push(body.from(start));
  }
  return undefined;
}

/** How many bytes follow an instruction on vectors, or undefined where it touches memory. */
function bytesAfter(opcode: number): number | undefined {
  if (opcode === 12 || opcode === 13) return 16; // four lanes, or which lanes go where
  if (opcode >= 21 && opcode <= 34) return 1; // a lane
  return opcode <= 11 || (opcode >= 84 && opcode <= 93) ? undefined : 0;
}
