/** Keys, or queries, that lie in the workgroup's memory at a time. */
const TILE = 16;

/** Which kernel. */
export type Pass = 'forward' | 'queries' | 'keys';

/** What the kernels have in common, for heads of one size. */
export const common = (size: number, width: number, masked: boolean): string => `
const size = ${size}u;
const width = ${width}u;
const tile = ${TILE}u;
var<workgroup> first: array<f32, ${TILE * size}>;
var<workgroup> second: array<f32, ${TILE * width}>;

/** Where row t of a head lies in a tensor [batch, time, heads·wide]. */
fn row(pair: u32, time: u32, t: u32, wide: u32) -> u32 {
  return (((pair / u.heads) * time + t) * u.heads + pair % u.heads) * wide;
}

fn sees(pair: u32, query: u32, key: u32) -> bool {
  if (u.causal != 0 && key + u.queries > query + u.keys) { return false; }
  return ${masked ? 'mask[(pair / u.heads) * u.maskBatch + (pair % u.heads) * u.maskHead + query * u.maskQuery + key * u.maskKey] != 0.0' : 'true'};
}`;

/** The begin of each kernel: an invocation has one query, or key, of a head; `here` tells whether there is one. */
const begin = (mine: 'query' | 'key', all: 'queries' | 'keys'): string => `
  let blocks = (u.${all} + workgroupSize - 1) / workgroupSize;
  let pair = group / blocks;
  let ${mine} = (group % blocks) * workgroupSize + lane;
  let here = ${mine} < u.${all};`;

/** Goes over all keys, or queries, a tile at a time: their rows of two tensors lie in `first` and `second` as row j. */
const overTiles = (all: 'queries' | 'keys', first: string, second: string, each: string): string => `
  for (var begin = 0u; begin < u.${all}; begin += tile) {
    let count = min(tile, u.${all} - begin);
    for (var i = lane; i < count * size; i += workgroupSize) { first[i] = ${first}[row(pair, u.${all}, begin + i / size, size) + i % size]; }
    for (var i = lane; i < count * width; i += workgroupSize) { second[i] = ${second}[row(pair, u.${all}, begin + i / width, width) + i % width]; }
    workgroupBarrier();
    if (here) {
      for (var j = 0u; j < count; j++) {${each}
      }
    }
    workgroupBarrier();
  }`;

/** The product of a row of the invocation's own with row j of a tile. */
const along = (name: string, mine: string, tile: 'first' | 'second'): string => {
  const length = tile === 'first' ? 'size' : 'width';
  return `
        var ${name} = 0.0;
        for (var i = 0u; i < ${length}; i++) { ${name} += ${mine}[i] * ${tile}[j * ${length} + i]; }`;
};

/** The kernels: y and its sums; the gradient in the queries; those in keys and values. */
export const programs: Record<Pass, string> = {
  forward: `
fn main(group: u32, lane: u32) {${begin('query', 'queries')}
  var mine: array<f32, size>;
  var sum: array<f32, width>;
  if (here) {
    let place = row(pair, u.queries, query, size);
    for (var i = 0u; i < size; i++) { mine[i] = q[place + i]; }
  }
  var highest = -3.0e38;
  var total = 0.0;${overTiles(
    'keys',
    'k',
    'v',
    `
        if (!sees(pair, query, begin + j)) { continue; }${along('score', 'mine', 'first')}
        score *= u.scale;
        if (score > highest) { // what was summed so far shrinks
          let shrink = exp(highest - score);
          total *= shrink;
          for (var i = 0u; i < width; i++) { sum[i] *= shrink; }
          highest = score;
        }
        let weight = exp(score - highest);
        total += weight;
        for (var i = 0u; i < width; i++) { sum[i] += weight * second[j * width + i]; }`,
  )}
  if (here) {
    let place = row(pair, u.queries, query, width);
    let share = select(0.0, 1.0 / total, total > 0.0);
    for (var i = 0u; i < width; i++) { y[place + i] = sum[i] * share; }
    sums[pair * u.queries + query] = select(0.0, highest + log(total), total > 0.0);
  }
}`,
  queries: `
fn main(group: u32, lane: u32) {${begin('query', 'queries')}
  var mine: array<f32, size>;
  var sum: array<f32, size>;
  var gradient: array<f32, width>;
  var share = 0.0;
  var logarithm = 0.0;
  if (here) {
    let place = row(pair, u.queries, query, size);
    for (var i = 0u; i < size; i++) { mine[i] = q[place + i]; }
    let out = row(pair, u.queries, query, width);
    for (var i = 0u; i < width; i++) {
      gradient[i] = dy[out + i];
      share += gradient[i] * y[out + i];
    }
    logarithm = sums[pair * u.queries + query];
    along[pair * u.queries + query] = share;
  }${overTiles(
    'keys',
    'k',
    'v',
    `
        if (!sees(pair, query, begin + j)) { continue; }${along('score', 'mine', 'first')}${along('wish', 'gradient', 'second')}
        let change = exp(score * u.scale - logarithm) * (wish - share) * u.scale;
        for (var i = 0u; i < size; i++) { sum[i] += change * first[j * size + i]; }`,
  )}
  if (here) {
    let place = row(pair, u.queries, query, size);
    for (var i = 0u; i < size; i++) { dq[place + i] = sum[i]; }
  }
}`,
  keys: `
fn main(group: u32, lane: u32) {${begin('key', 'keys')}
  var mine: array<f32, size>;
  var given: array<f32, width>;
  var sum: array<f32, size>;
  var other: array<f32, width>;
  if (here) {
    let place = row(pair, u.keys, key, size);
    for (var i = 0u; i < size; i++) { mine[i] = k[place + i]; }
    let source = row(pair, u.keys, key, width);
    for (var i = 0u; i < width; i++) { given[i] = v[source + i]; }
  }${overTiles(
    'queries',
    'q',
    'dy',
    `
        let query = begin + j;
        if (!sees(pair, query, key)) { continue; }${along('score', 'mine', 'first')}${along('wish', 'given', 'second')}
        let weight = exp(score * u.scale - sums[pair * u.queries + query]);
        let change = weight * (wish - along[pair * u.queries + query]) * u.scale;
        for (var i = 0u; i < size; i++) { sum[i] += change * first[j * size + i]; }
        for (var i = 0u; i < width; i++) { other[i] += weight * second[j * width + i]; }`,
  )}
  if (here) {
    let place = row(pair, u.keys, key, size);
    for (var i = 0u; i < size; i++) { dk[place + i] = sum[i]; }
    let to = row(pair, u.keys, key, width);
    for (var i = 0u; i < width; i++) { dv[to + i] = other[i]; }
  }
}`,
};
