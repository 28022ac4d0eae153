import type { Code } from '../../wasm/code.ts';
import type { ImportedFunction } from '../../wasm/encode.ts';
import { type InlineFunction, writeInline } from '../../wasm/inline-functions.ts';
import type { Opcode } from '../../wasm/opcodes.ts';
import type { Group, StepFacts } from '../group.ts';
import { castFormula, formulaOf } from './formulas.ts';
import { canReduce } from './reductions.ts';

/** Writes the arithmetic of steps into the code of a group. */
export class StepWriter {
  /** Functions of the kernels that the code calls, since they could not be written into it. */
  readonly imports: ImportedFunction[] = [];
  readonly #code: Code;
  readonly #group: Group;
  readonly #facts: readonly StepFacts[];
  readonly #functions: ReadonlyMap<string, InlineFunction>;

  constructor(
    code: Code,
    { group, facts }: { group: Group; facts: readonly StepFacts[] },
    functions: ReadonlyMap<string, InlineFunction>,
  ) {
    this.#code = code;
    this.#group = group;
    this.#facts = facts;
    this.#functions = functions;
  }

  /**
   * Any step that is computed from others.
   *
   * @param local where the vector of an operand is.
   * @returns where its own vector is.
   */
  write(i: number, local: (step: number) => number): number {
    const step = this.#group.steps[i]!;
    const code = this.#code;
    switch (step.op) {
      case 'literal':
        return code
          .splat(step.dtype === 'bool' ? -Number(step.value !== 0) : step.value, step.dtype !== 'float32')
          .keep('v128');
      case 'unary':
      case 'binary': {
        const attributes = step.attributes ?? {};
        const { text, constants } = formulaOf(step.kernel, this.#facts[step.a]!.dtype, attributes)!;
        const operands = step.op === 'binary' ? [step.a, step.b] : [step.a];
        const places = operands.map((operand) => local(operand));
        if (step.kernel.startsWith('ThawActivation'))
          places[0] = code.get(places[0]!).splat(0).op('f32x4.add').keep('v128');
        return this.#formula(text, places, constants?.(attributes));
      }
      case 'select':
        return code
          .get(local(step.yes))
          .get(local(step.no))
          .get(local(step.condition))
          .op('v128.bitselect')
          .keep('v128');
      case 'cast': {
        const text = castFormula(this.#facts[step.a]!.dtype, step.dtype);
        return text === undefined ? local(step.a) : this.#formula(text, [local(step.a)]);
      }
      default:
        throw new Error(`A ${step.op} is not computed from other steps.`);
    }
  }

  #formula(text: string, [x, y]: readonly number[], [a, b]: readonly number[] = []): number {
    const code = this.#code;
    for (const token of text.split(' ')) {
      if (token === 'x') code.get(x!);
      else if (token === 'y') code.get(y!);
      else if (token === 'a') code.splat(a!);
      else if (token === 'b') code.splat(b!);
      else if (token.startsWith('@')) this.#call(token.slice(1));
      else if (token.includes('.')) code.op(token as Opcode);
      else code.splat(Number(token));
    }
    return code.keep('v128');
  }

  #call(name: string): void {
    const inline = this.#functions.get(name);
    if (inline) {
      writeInline(this.#code, inline);
      return;
    }
    let index = this.imports.findIndex((one) => one.name === name);
    if (index < 0) index = this.imports.push({ module: 'kernels', name, signature: ofVectors }) - 1;
    this.#code.call(index);
  }
}

const ofVectors = { parameters: ['v128'], results: ['v128'] } as const;

/** Whether there is code for every step of a group, on numbers of the types that it has there. */
export function canWrite({ steps, inputs, outputs }: Group, facts: readonly StepFacts[]): boolean {
  const known = new Set(['float32', 'int32', 'bool']);
  if (![...inputs, ...outputs, ...facts].every(({ dtype }) => known.has(dtype))) return false;
  return steps.every((step) => {
    if (step.op === 'reduce') return canReduce(step.kernel, facts[step.a]!.dtype);
    if (step.op !== 'unary' && step.op !== 'binary') return true;
    const { dtype } = facts[step.a]!;
    if (step.op === 'binary' && facts[step.b]!.dtype !== dtype) return false;
    return formulaOf(step.kernel, dtype, step.attributes) !== undefined;
  });
}
