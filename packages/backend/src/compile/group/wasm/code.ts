import { Code } from '../../wasm/code.ts';
import { encodeModule } from '../../wasm/encode.ts';
import type { InlineFunction } from '../../wasm/inline-functions.ts';
import { factsOf, type Group } from '../group.ts';
import { LoopWriter } from './loop.ts';
import { indicesOf, type Nest, nestOf, product } from './nest.ts';
import { isWhole, scheduleOf } from './schedule.ts';
import { canWrite, StepWriter } from './steps.ts';
import { addTo, sizeOf, storeNumbers, times } from './views.ts';

/** The code of a group. */
export interface GroupCode {
  /** A module whose function `run(control, chunk, scratch)` computes a chunk. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly chunks: number;
}

/** The parameters of the function, and where in the control block the places of tensors are (assembly/threads.as). */
const CONTROL = 0;
const CHUNK = 1;
const SCRATCH = 2;
const PLACES = 392;
const MOST_PLACES = 96;
/** How many numbers a thread's scratch holds. */
const ROOM = 1 << 18;

/**
 * Writes the code of a group: a loop over the rows of a chunk, and in each row as many runs through its columns as reductions ask for.
 *
 * How the work is cut into chunks depends on the shapes alone, so the bits are the same for any number of threads.
 *
 * @param functions those of assembly/lanes.as that can be written into it.
 * @returns undefined where there is no code for one of the steps, or nothing to be computed.
 */
export function generateGroup(
  group: Group,
  functions: ReadonlyMap<string, InlineFunction>,
): GroupCode | undefined {
  if (!canGenerate(group)) return undefined;
  const facts = factsOf(group);
  const nest = nestOf(group);
  const [rows, columns] = [product(nest.rows), product(nest.columns)];
  if (rows * columns === 0) return undefined;
  const schedule = scheduleOf(group, nest, columns, ROOM);
  const { rowsEach, columnsEach } = sharesOf(group, nest, schedule.cost, rows);
  const blocks = Math.ceil(columns / columnsEach);
  const code = new Code(3);
  const steps = new StepWriter(code, { group, facts }, functions);

  const place = (i: number, offset: number): number => {
    code.get(CONTROL).memory('i32.load', PLACES + 4 * i);
    addTo(code, offset);
    return code.keep('i32');
  };
  const inputs = group.inputs.map(({ offset, dtype }, i) => place(i, offset * sizeOf(dtype)));
  const outputs = group.outputs.map((_, i) => place(group.inputs.length + i, 0));

  /** chunk → its first row and the one behind its last, and where blocks share a row the first column and how many. */
  code.get(CHUNK);
  if (blocks > 1) code.i32(blocks).op('i32.div_u');
  times(code, rowsEach);
  const row = code.keep('i32');
  const end = least(code, () => addTo(code.get(row), rowsEach), rows);
  let column: number | undefined;
  let count: number | undefined;
  if (blocks > 1) {
    code.get(CHUNK).i32(blocks).op('i32.rem_u').i32(columnsEach).op('i32.mul');
    column = code.keep('i32');
    count = least(code, () => code.i32(columns).get(column!).op('i32.sub'), columnsEach);
  }

  const loops = new LoopWriter(code, { group, nest, schedule, steps, scratch: SCRATCH });
  code.loop(() => {
    const indices = indicesOf(code, row, nest.rows);
    const starts = nest.views.map((view, i) => {
      const size = sizeOf(view.dtype);
      code.get(inputs[i]!);
      for (const [axis, stride] of view.rows.entries()) advance(code, indices[axis]!, stride * size);
      if (column !== undefined) advance(code, column, view.columns[0]! * size);
      return code.keep('i32');
    });
    const targets = group.outputs.map(({ dtype }, i) => {
      const size = sizeOf(dtype);
      code.get(outputs[i]!);
      advance(code, row, (isWhole(group, i) ? columns : 1) * size);
      if (column !== undefined) advance(code, column, size);
      return code.keep('i32');
    });
    const values = loops.writeRow(starts, targets, count);
    for (const [i, { step, dtype }] of group.outputs.entries()) {
      if (!isWhole(group, i))
        storeNumbers(code, dtype, { place: targets[i]!, first: 0, value: values.get(step)!, one: true });
    }
    addTo(code.get(row), 1);
    code.tee(row).get(end).op('i32.lt_s');
  });
  const signature = { parameters: ['i32', 'i32', 'i32'], results: [] } as const;
  return {
    bytes: encodeModule({
      imports: steps.imports,
      functions: [{ signature, locals: code.locals, code: code.bytes, name: 'run' }],
    }),
    chunks: Math.ceil(rows / rowsEach) * blocks,
  };
}

/** Whether there is code for a group. */
export function canGenerate(group: Group): boolean {
  return canWrite(group, factsOf(group)) && group.inputs.length + group.outputs.length <= MOST_PLACES;
}

/** How many instructions on vectors a chunk has, about, and between which numbers of elements it stays. */
const WORK = 1 << 18;
const FEWEST = 1 << 12;
const MOST = 1 << 15;

/** Columns of a view that is turned over are a line of the cache each, which serves as many rows: so few of them are taken at a time. */
const NARROW = 16;

/** How many rows a chunk has, and how many columns: all, but where long rows are shared by several or lie apart. */
function sharesOf(
  group: Group,
  { columns, views }: Nest,
  cost: number,
  rows: number,
): { rowsEach: number; columnsEach: number } {
  const length = product(columns);
  const wanted = Math.min(MOST, Math.max(FEWEST, 2 ** Math.floor(Math.log2(WORK / cost))));
  const mayShare =
    columns.length === 1 &&
    group.outputs.every((_, i) => isWhole(group, i)) &&
    !group.steps.some(({ op }) => op === 'reduce');
  const isTurned = views.some((view) => Math.abs(view.columns[0]!) >= NARROW && view.rows.includes(1));
  let columnsEach = length;
  if (mayShare) columnsEach = Math.min(length, isTurned ? NARROW : wanted);
  return { rowsEach: Math.min(rows, Math.max(1, Math.floor(wanted / columnsEach))), columnsEach };
}

/** The lesser of what is written and a number. */
function least(code: Code, write: () => void, most: number): number {
  write();
  const value = code.keep('i32');
  code.get(value).i32(most).get(value).i32(most).op('i32.lt_s', 'select');
  return code.keep('i32');
}

/** Adds an index times a stride to the place on the stack. */
function advance(code: Code, index: number, bytes: number): void {
  if (bytes === 0) return;
  code.get(index);
  times(code, bytes);
  code.op('i32.add');
}
