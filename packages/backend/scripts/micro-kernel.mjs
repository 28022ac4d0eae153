/** Rows and columns of a tile of C, as assembly/pack.as has them. */
const ROWS = 4;
const COLUMNS = 8;
/** Steps of k in one turn of the loop. */
const STEPS = 8;

const rows = Array.from({ length: ROWS }, (_, i) => i);

/** The steps of one turn, the number of A in row i at a step being loaded from `place(i, step)`; `next` follows each. */
function turn(place, next = '') {
  const steps = Array.from({ length: STEPS }, (_, step) => {
    const products = rows.map(
      (i) => `    x = v128.load32_splat(${place(i, step)});
    left${i} = multiplyAdd(x, b0, left${i});
    right${i} = multiplyAdd(x, b1, right${i});`,
    );
    return `    b0 = v128.load(b, ${4 * COLUMNS * step});
    b1 = v128.load(b, ${4 * COLUMNS * step + 16});
${products.join('\n')}${next}${step < STEPS - 1 ? `\n    if (depth == ${step + 1}) break;` : ''}`;
  });
  return steps.join('\n');
}

const sums = rows.map((i) => `let left${i} = f32x4.splat(0), right${i} = left${i};`).join('\n  ');
const results = (more) =>
  rows.map((i) => `  put(c${i === 0 ? '' : ` + ${i} * stride`}, left${i}, right${i}, ${more});`).join('\n');

/**
 * The heart of every product, unrolled: a tile of C, four rows by eight columns, whose sums stay in registers.
 *
 * After each step stands an exit, which also serves the steps that remain in the end. It keeps the multiplications where they stand:
 * V8 before version 12 otherwise moves them below the loads of all steps, runs out of registers and is a third slower.
 */
export function microKernelSource() {
  return `import { multiplyAdd } from './elementary';

/** C (${ROWS} x ${COLUMNS}, its rows \`stride\` bytes apart) = A·B over \`depth\` steps from 1 on, added to what is there when there is \`more\`. */
export function tile(a: usize, b: usize, c: usize, stride: usize, depth: i32, more: bool): void {
  let b0: v128, b1: v128, x: v128;
  ${sums}
  while (true) {
${turn((i, step) => `a, ${4 * (ROWS * step + i)}`)}
    a += ${4 * ROWS * STEPS};
    b += ${4 * COLUMNS * STEPS};
    depth -= ${STEPS};
    if (depth <= 0) break;
  }
${results('more')}
}

/** The same where A lies as it is, row by row, its rows \`line\` bytes apart; of \`rows\` there may be fewer, and what is computed beyond is any. */
export function tileOfRows(a: usize, line: usize, rows: i32, b: usize, c: usize, stride: usize, depth: i32, more: bool): void {
  let b0: v128, b1: v128, x: v128;
  let a0 = a, ${rows
    .slice(1)
    .map((i) => `a${i} = rows > ${i} ? a${i - 1} + line : a${i - 1}`)
    .join(', ')};
  ${sums}
  while (true) {
${turn((i, step) => `a${i}, ${4 * step}`)}
    ${rows.map((i) => `a${i} += ${4 * STEPS};`).join(' ')}
    b += ${4 * COLUMNS * STEPS};
    depth -= ${STEPS};
    if (depth <= 0) break;
  }
${results('more')}
}

/** The same where A lies as it is, step by step, its steps \`line\` bytes apart. */
export function tileOfColumns(a: usize, line: usize, b: usize, c: usize, stride: usize, depth: i32, more: bool): void {
  let b0: v128, b1: v128, x: v128;
  ${sums}
  while (true) {
${turn((i) => `a, ${4 * i}`, '\n    a += line;')}
    b += ${4 * COLUMNS * STEPS};
    depth -= ${STEPS};
    if (depth <= 0) break;
  }
${results('more')}
}

/** The same where each row of A lies in \`pieces\` pieces of \`length\` numbers; \`table\` holds their places, those of all rows piece by piece. */
export function tileOfPieces(table: usize, pieces: i32, length: i32, b: usize, c: usize, stride: usize): void {
  let b0: v128, b1: v128, x: v128;
  ${sums}
  for (; pieces > 0; pieces--, table += ${4 * ROWS}) {
    ${rows.map((i) => `let a${i} = <usize>load<i32>(table, ${4 * i});`).join(' ')}
    const next = b + (<usize>length * ${4 * COLUMNS});
    let depth = length;
    while (true) {
${turn((i, step) => `a${i}, ${4 * step}`)}
      ${rows.map((i) => `a${i} += ${4 * STEPS};`).join(' ')}
      b += ${4 * COLUMNS * STEPS};
      depth -= ${STEPS};
      if (depth <= 0) break;
    }
    b = next;
  }
${results('false')}
}

// @ts-ignore: decorator
@inline function put(place: usize, left: v128, right: v128, more: bool): void {
  v128.store(place, more ? f32x4.add(v128.load(place), left) : left);
  v128.store(place, more ? f32x4.add(v128.load(place, 16), right) : right, 16);
}
`;
}
