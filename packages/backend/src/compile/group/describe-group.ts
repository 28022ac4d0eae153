import { sizeOf } from '../trace/rule.ts';
import { type Group, type GroupStep, operandsOf } from './group.ts';

/**
 * A group as formulas that one can read. Its inputs are a, b …, its results y or y₁, y₂ …, and what is used more than once t₁, t₂ …
 *
 * @returns such as `t₁ = exp(a − max(a)); y = t₁ / sum(t₁) [rows 64, columns 512]`.
 */
export function describeGroup(group: Group): string {
  const { steps, outputs, shape, outer } = group;
  const names = new Map<number, string>();
  for (const [i, { step }] of outputs.entries()) {
    if (!names.has(step)) names.set(step, outputs.length === 1 ? 'y' : `y${below(i + 1)}`);
  }
  const uses = new Map<number, number>();
  for (const step of steps) for (const i of operandsOf(step)) uses.set(i, (uses.get(i) ?? 0) + 1);
  let count = 0;
  const texts: Text[] = [];
  const lines: string[] = [];
  for (const [i, step] of steps.entries()) {
    const text = textOf(step, texts);
    const isShort = step.op === 'load' || step.op === 'literal';
    const name = names.get(i) ?? (!isShort && uses.get(i)! > 1 ? `t${below(++count)}` : undefined);
    if (name) lines.push(`${name} = ${text.text}`);
    texts.push(name && !isShort ? { text: name, binds: ATOM } : text);
  }
  const rows = sizeOf(shape.slice(0, outer));
  const size =
    outer < shape.length ? `rows ${rows}, columns ${sizeOf(shape.slice(outer))}` : `elements ${rows}`;
  return `${lines.join('; ')} [${size}]`;
}

/** A formula, and how strongly its outermost sign binds. */
interface Text {
  readonly text: string;
  readonly binds: number;
}

const ATOM = 9;

const signs: Readonly<Record<string, readonly [string, number]>> = {
  LogicalOr: ['∨', 1],
  LogicalAnd: ['∧', 2],
  Equal: ['=', 3],
  NotEqual: ['≠', 3],
  Less: ['<', 3],
  LessEqual: ['≤', 3],
  Greater: ['>', 3],
  GreaterEqual: ['≥', 3],
  Add: ['+', 4],
  Sub: ['−', 4],
  Multiply: ['·', 5],
  RealDiv: ['/', 5],
};

function textOf(step: GroupStep, texts: readonly Text[]): Text {
  const call = (name: string, ...parts: number[]): Text => {
    return { text: `${name}(${parts.map((i) => texts[i]!.text).join(', ')})`, binds: ATOM };
  };
  switch (step.op) {
    case 'load':
      return { text: letter(step.input), binds: ATOM };
    case 'literal':
      return literal(step.value, step.dtype === 'bool');
    case 'cast':
      return call(step.dtype, step.a);
    case 'reduce':
      return call(step.kernel.toLowerCase(), step.a);
    case 'select':
      return call('where', step.condition, step.yes, step.no);
    case 'unary':
      return unary(step.kernel, texts[step.a]!, step.attributes);
    case 'binary':
      if (signs[step.kernel]) return infix(signs[step.kernel]!, texts[step.a]!, texts[step.b]!);
      if (step.kernel !== 'ThawActivationGradient') return call(nameOf(step.kernel), step.a, step.b);
      return infix(['·', 5], { ...call(`${step.attributes!['name'] as string}′`, step.a) }, texts[step.b]!);
  }
}

function literal(value: number, isTruth: boolean): Text {
  if (isTruth) return { text: String(value !== 0), binds: ATOM };
  const text = String(Number(value.toPrecision(6)));
  return { text: text.replace('-', '−'), binds: value < 0 ? 4 : ATOM };
}

function unary(kernel: string, { text, binds }: Text, attributes: GroupAttributes): Text {
  const whole = binds === ATOM ? text : `(${text})`;
  if (kernel === 'Neg') return { text: `−${whole}`, binds: 4 };
  if (kernel === 'LogicalNot') return { text: `¬${whole}`, binds: 8 };
  if (kernel === 'Square') return { text: `${whole}²`, binds: 8 };
  if (kernel === 'ThawActivation') return { text: `${attributes!['name'] as string}(${text})`, binds: ATOM };
  const settings = Object.values(attributes ?? {}).map((value) => `, ${String(value)}`);
  return { text: `${nameOf(kernel)}(${text}${settings.join('')})`, binds: ATOM };
}

type GroupAttributes = Readonly<Record<string, unknown>> | undefined;

/** Behind − and / stands what binds more strongly, as what has the same sign would change its meaning. */
function infix([sign, binds]: readonly [string, number], a: Text, b: Text): Text {
  const left = a.binds < binds ? `(${a.text})` : a.text;
  const loose = sign === '−' || sign === '/' || binds === 3 ? b.binds <= binds : b.binds < binds;
  const right = loose ? `(${b.text})` : b.text;
  return { text: sign === '·' ? `${left}·${right}` : `${left} ${sign} ${right}`, binds };
}

const nameOf = (kernel: string): string => kernel.charAt(0).toLowerCase() + kernel.slice(1);
const letter = (i: number): string => (i < 20 ? String.fromCodePoint(97 + i) : `x${below(i)}`);
const below = (i: number): string =>
  [...String(i)].map((digit) => String.fromCodePoint(0x2080 + Number(digit))).join('');
