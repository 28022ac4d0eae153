import { Code } from './code.ts';
import { encodeModule, type ImportedFunction, type OwnFunction, type Signature } from './encode.ts';
import type { Event } from './events.ts';
import type { Layout } from './layout.ts';
import type { Signatures } from './signatures.ts';

/** How many events a function has: an engine compiles several at once, and short ones sooner. */
const EACH = 256;
const CONTROL = 0;
const PART: Signature = { parameters: ['i32'], results: [] };

/**
 * A module that does all events one after the other: `run(control)`. It imports the kernels themselves, so that no JavaScript stands
 * between them, and of the host `outside(event)` and `call(event)`, which are told the number of the event.
 */
export function emit(
  events: readonly Event[],
  layout: Layout,
  signatures: Signatures,
): Uint8Array<ArrayBuffer> {
  const imports: ImportedFunction[] = ['outside', 'call'].map((name) => {
    return { module: 'host', name, signature: PART };
  });
  const numbers = new Map<string, number>();
  const numberOf = (name: string): number => {
    let number = numbers.get(name);
    if (number === undefined) {
      number = imports.push({ module: 'kernels', name, signature: signatures.get(name)! }) - 1;
      numbers.set(name, number);
    }
    return number;
  };
  const parts: OwnFunction[] = [];
  for (let first = 0; first < events.length; first += EACH) {
    const code = new Code();
    for (let i = first; i < Math.min(events.length, first + EACH); i++) {
      emitEvent(code, events[i]!, i, layout, signatures, numberOf);
    }
    parts.push({ signature: PART, locals: [], code: code.bytes });
  }
  const run = new Code();
  for (const i of parts.keys()) run.get(CONTROL).call(imports.length + i);
  return encodeModule({
    imports,
    functions: [...parts, { signature: PART, locals: [], code: run.bytes, name: 'run' }],
  });
}

/** The numbers of the functions that the host gives. */
const OUTSIDE = 0;
const CALL = 1;

function emitEvent(
  code: Code,
  event: Event,
  i: number,
  layout: Layout,
  signatures: Signatures,
  numberOf: (name: string) => number,
): void {
  switch (event.kind) {
    case 'call':
      for (const [at, type] of signatures.get(event.name)!.parameters.entries()) {
        const number = event.numbers[at] ?? 0;
        if (type === 'f32') code.f32(number);
        else if (type === 'f64') code.f64(number);
        else emitWhole(code, number, layout);
      }
      code.call(numberOf(event.name));
      return;
    case 'check':
      for (const number of [event.ids, event.count, event.rows]) emitWhole(code, number, layout);
      code.call(numberOf('findOutside')).i32(0).op('i32.lt_s', 'i32.eqz');
      code.when(() => code.i32(i).call(OUTSIDE));
      return;
    case 'copy':
      for (const number of [event.to, event.from, event.bytes]) emitWhole(code, number, layout);
      code.copy();
      return;
    case 'host':
      code.i32(i).call(CALL);
      return;
    case 'table':
  }
}

/** A whole number, or the place that an address means. */
function emitWhole(code: Code, number: number, layout: Layout): void {
  const where = layout.find(number);
  if (!where) code.i32(number);
  else if ('control' in where) code.get(CONTROL);
  else if ('place' in where) code.i32(where.place);
  else {
    code.i32(0).memory('i32.load', layout.table + 4 * where.slot);
    if (where.offset !== 0) code.i32(where.offset).op('i32.add');
  }
}
