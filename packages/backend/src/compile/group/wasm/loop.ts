import type { Code } from '../../wasm/code.ts';
import type { Group } from '../group.ts';
import { indicesOf, type Nest, product } from './nest.ts';
import { beginReduction, type Reduction } from './reductions.ts';
import type { Loop, Schedule } from './schedule.ts';
import type { StepWriter } from './steps.ts';
import { addTo, loadNumbers, sizeOf, storeNumbers, times } from './views.ts';

interface Parts {
  readonly group: Group;
  readonly nest: Nest;
  readonly schedule: Schedule;
  readonly steps: StepWriter;
  /** The local that holds where the thread's scratch is. */
  readonly scratch: number;
}

/** Numbers that lie one after the other along the columns, and the local that points at the next one. */
interface Track {
  readonly pointer: number;
  /** In bytes, from one column to the next. */
  readonly step: number;
}

/** Writes the runs through the columns of a row. */
export class LoopWriter {
  readonly #code: Code;
  readonly #parts: Parts;

  constructor(code: Code, parts: Parts) {
    this.#code = code;
    this.#parts = parts;
  }

  /**
   * All of a row.
   *
   * @param starts the locals with the place of the row in each input.
   * @param targets those with its place in each output.
   * @param count the local with the number of columns, where it is not that of the nest.
   * @returns the locals with the steps that are one number for the row.
   */
  writeRow(starts: readonly number[], targets: readonly number[], count?: number): Map<number, number> {
    const ofRow = new Map<number, number>();
    for (const loop of this.#parts.schedule.loops) {
      for (const i of loop.before) {
        const step = this.#parts.group.steps[i]!;
        if (step.op === 'load') {
          loadNumbers(this.#code, this.#parts.nest.views[step.input]!.dtype, starts[step.input]!, 0, 0, true);
          ofRow.set(i, this.#code.keep('v128'));
        } else
          ofRow.set(
            i,
            this.#parts.steps.write(i, (operand) => ofRow.get(operand)!),
          );
      }
      if (loop.reduces.length + loop.writes.length > 0)
        this.#writeLoop(loop, ofRow, { starts, targets, count });
    }
    return ofRow;
  }

  #writeLoop(
    loop: Loop,
    ofRow: Map<number, number>,
    {
      starts,
      targets,
      count,
    }: { starts: readonly number[]; targets: readonly number[]; count: number | undefined },
  ): void {
    const code = this.#code;
    const { group, nest, schedule, scratch } = this.#parts;
    const columns = product(nest.columns);
    const length = nest.columns.at(-1)!;
    const vectors = vectorsAtATime(this.#parts, loop, length);
    const reductions = loop.reduces.map((i) => {
      const { kernel, a } = group.steps[i] as { kernel: 'Sum'; a: number };
      return beginReduction(code, { kernel, dtype: schedule.facts[a]!.dtype, columns, vectors });
    });
    const copy = (local: number): number => code.get(local).keep('i32');
    const written = loop.writes.map((i) => ({
      pointer: copy(targets[i]!),
      step: sizeOf(group.outputs[i]!.dtype),
    }));
    const scratched = loop.keeps.length + loop.kept.length > 0 ? [{ pointer: copy(scratch), step: 4 }] : [];
    const segments = product(nest.columns.slice(0, -1));

    const inputs = [...new Set(loop.each.flatMap((i) => inputOf(group, i)))];
    const segment = (indices: readonly number[]): void => {
      const read = inputs.map((input): [number, Track] => {
        const { dtype, columns: strides } = nest.views[input]!;
        code.get(starts[input]!);
        for (const [axis, index] of indices.entries()) {
          code.get(index);
          times(code, strides[axis]! * sizeOf(dtype));
          code.op('i32.add');
        }
        return [input, { pointer: code.keep('i32'), step: strides.at(-1)! * sizeOf(dtype) }];
      });
      const body = new Body(code, this.#parts, loop, {
        ofRow,
        read: new Map(read),
        written,
        scratched,
        reductions,
      });
      const tracks = [...read.map(([, track]) => track), ...written, ...scratched];
      writeColumns(code, { length, count, vectors }, (many, one) => {
        for (let vector = 0; vector < many; vector++) body.write(vector, one);
        const width = one ? 1 : 4 * many;
        for (const { pointer, step } of tracks) {
          if (step === 0) continue;
          addTo(code.get(pointer), width * step);
          code.set(pointer);
        }
      });
    };
    if (segments === 1) segment([]);
    else {
      const at = code.i32(0).keep('i32');
      code.loop(() => {
        segment(indicesOf(code, at, nest.columns.slice(0, -1)));
        addTo(code.get(at), 1);
        code.tee(at).i32(segments).op('i32.lt_s');
      });
    }
    for (const [i, reduction] of reductions.entries()) ofRow.set(loop.reduces[i]!, reduction.end());
  }
}

interface Places {
  readonly ofRow: ReadonlyMap<number, number>;
  readonly read: ReadonlyMap<number, Track>;
  readonly written: readonly Track[];
  readonly scratched: readonly Track[];
  readonly reductions: readonly Reduction[];
}

/** What is done to four elements, or one. */
class Body {
  readonly #code: Code;
  readonly #parts: Parts;
  readonly #loop: Loop;
  readonly #places: Places;

  constructor(code: Code, parts: Parts, loop: Loop, places: Places) {
    this.#code = code;
    this.#parts = parts;
    this.#loop = loop;
    this.#places = places;
  }

  write(vector: number, one: boolean): void {
    const [code, loop, places] = [this.#code, this.#loop, this.#places];
    const { group, nest, schedule, steps } = this.#parts;
    const columns = product(nest.columns);
    const values = new Map(places.ofRow);
    const first = 4 * vector;
    const room = (i: number): number => schedule.kept.indexOf(i) * columns + first;
    for (const i of loop.kept) {
      loadNumbers(code, 'float32', places.scratched[0]!.pointer, 1, room(i), one);
      values.set(i, code.keep('v128'));
    }
    for (const i of loop.each) {
      const step = group.steps[i]!;
      if (step.op === 'load') {
        const { dtype, columns: strides } = nest.views[step.input]!;
        loadNumbers(code, dtype, places.read.get(step.input)!.pointer, strides.at(-1)!, first, one);
        values.set(i, code.keep('v128'));
      } else
        values.set(
          i,
          steps.write(i, (operand) => values.get(operand)!),
        );
    }
    for (const [i, output] of loop.writes.entries()) {
      const { step, dtype } = group.outputs[output]!;
      storeNumbers(code, dtype, { place: places.written[i]!.pointer, first, value: values.get(step)!, one });
    }
    for (const i of loop.keeps) {
      const place = places.scratched[0]!.pointer;
      storeNumbers(code, 'float32', { place, first: room(i), value: values.get(i)!, one });
    }
    for (const [i, reduction] of places.reductions.entries()) {
      const { a } = group.steps[loop.reduces[i]!] as { a: number };
      reduction.take(values.get(a)!, vector, one);
    }
  }
}

const inputOf = ({ steps }: Group, i: number): number[] => {
  const step = steps[i]!;
  return step.op === 'load' ? [step.input] : [];
};

/** How many vectors are taken at a time: more where an element costs little, and the reductions need not wait for each other. */
function vectorsAtATime({ group, nest, schedule }: Parts, loop: Loop, length: number): number {
  const isStrided = loop.each.some((i) =>
    inputOf(group, i).some((input) => ![0, 1].includes(nest.views[input]!.columns.at(-1)!)),
  );
  const cost = loop.each.reduce((sum, i) => sum + schedule.costs[i]!, 0);
  let vectors = isStrided || cost > 24 ? 1 : cost > 8 ? 2 : 4;
  while (4 * vectors > length && vectors > 1) vectors /= 2;
  return vectors;
}

/**
 * Runs through columns: as many vectors at a time as are wanted, then one, then number by number.
 *
 * @param body writes what is done to so many vectors, or to one number.
 */
function writeColumns(
  code: Code,
  { length, count, vectors }: { length: number; count: number | undefined; vectors: number },
  body: (vectors: number, one: boolean) => void,
): void {
  const left = (count === undefined ? code.i32(length) : code.get(count)).keep('i32');
  const run = (width: number, write: () => void): void => {
    const isMore = (): void => void code.get(left).i32(width).op('i32.ge_s');
    isMore();
    code.when(() => {
      code.loop(() => {
        write();
        addTo(code.get(left), -width);
        code.set(left);
        isMore();
      });
    });
  };
  if (vectors > 1) run(4 * vectors, () => body(vectors, false));
  if (length % (4 * vectors) >= 4 || vectors === 1) run(4, () => body(1, false));
  if (length % 4 > 0) run(1, () => body(1, true));
}
