import { writeFile } from 'node:fs/promises';

import { afterAll, beforeAll, expect, inject, test } from 'vitest';

import recorded from '../../../fixtures/shape-rules.json' with { type: 'json' };

import { bitsOfOperations } from '../../conformance/bits.ts';
import { watchKernels } from '../../device/watch-kernels.ts';
import { draw } from '../../conformance/fused-operations.ts';
import { drawNormal, drawPermutation, dropout, ensureDevice, Random, tf } from '../../index.ts';
import { adam } from '../../ops/adam/adam.ts';
import { rmsProp } from '../../ops/rms-prop/rms-prop.ts';
import { sgd } from '../../ops/sgd/sgd.ts';
import { GROUP } from '../group/group.ts';
import type { Attributes, Meta, Metas } from './rule.ts';
import { shapeRules } from './shape-rules.ts';

interface Run {
  readonly kernel: string;
  readonly inputs: Metas;
  readonly attributes: Attributes;
  readonly outputs: readonly Meta[];
}

const runs: Run[] = [];
const met = new Set<string>();
const meta = ({ shape, dtype }: Meta): Meta => ({ shape: [...shape], dtype });

beforeAll(async () => {
  await ensureDevice();
  const stop = watchKernels((kernel, { inputs, attrs = {} }, run) => {
    const given = Object.entries(inputs as Metas).filter(([, input]) => input);
    const before = Object.fromEntries(given.map(([name, input]) => [name, meta(input)]));
    const made = run();
    met.add(kernel);
    const outputs = [made].flat() as Meta[];
    runs.push({ kernel, inputs: before, attributes: attrs as Attributes, outputs: outputs.map(meta) });
    return made;
  });
  await bitsOfOperations();
  others();
  stop();
});
afterAll(() => void runs.splice(0));

/** What the table of operations has not. */
function others(): void {
  const random = new Random(1);
  tf.tidy(() => {
    dropout(tf.fill([2, 3], 1), 0.5, random);
    drawNormal(random, [4, 2]);
    drawPermutation(random, 5);
    tf.slice(tf.ones([4, 3]), 1, 2); // by a number, and without the other axis
  });
}

test('every kernel makes what its rule says, in every case of the table of operations', () => {
  const isCpu = tf.getBackend() === 'cpu';
  const wrong = runs.flatMap(({ kernel, inputs, attributes, outputs }) => {
    const rule = shapeRules[kernel];
    const expected = rule ? rule(inputs, attributes).map(meta) : 'no rule';
    // The cpu device of TensorFlow.js calls whole quotients int32, also those of floats; no other does.
    const asTold =
      kernel === 'FloorDiv'
        ? outputs.map((one, i) => ({ ...one, dtype: rule!(inputs, {})[i]!.dtype }))
        : outputs;
    const told = [JSON.stringify(expected), JSON.stringify(isCpu ? asTold : outputs)];
    return told[0] === told[1]
      ? []
      : [`${kernel} ${JSON.stringify({ inputs, attributes })}: ${told.join(' is ')}`];
  });
  expect(wrong).toEqual([]);
});

test.each([
  [adam, 'wgmv', { beta1: 0.9, beta2: 0.99, epsilon: 1e-7 }],
  [rmsProp, 'wgv', { rho: 0.9, momentum: 0, epsilon: 1e-7 }],
  [rmsProp, 'wgvau', { rho: 0.9, momentum: 0.9, epsilon: 1e-7 }],
  [sgd, 'wg', { momentum: 0, nesterov: false }],
  [sgd, 'wgu', { momentum: 0.9, nesterov: true }],
])('an update returns what it changes, parameter by parameter: $name %s', (operation, letters, settings) => {
  // A device that changes numbers where they lie returns none: the definition is held to the rule.
  tf.tidy(() => {
    const given = [[2, 3], [4]].flatMap((shape, i) =>
      [...letters].map((letter) => [`${letter}${i}`, draw(i, ...shape)] as const),
    );
    const inputs = { pace: tf.tensor1d([0.1, 0.01]), ...Object.fromEntries(given) };
    const made = [operation.reference(inputs, settings)].flat().map(meta);
    expect(shapeRules[operation.name]!(inputs, settings).map(meta)).toEqual(made);
    met.add(operation.name);
    const metas = Object.fromEntries(Object.entries(inputs).map(([name, tensor]) => [name, meta(tensor)]));
    runs.push({ kernel: operation.name, inputs: metas, attributes: settings, outputs: made });
  });
});

test('every rule was met, but that of groups, which the passes make and no step calls', () => {
  expect(Object.keys(shapeRules).filter((kernel) => !met.has(kernel))).toEqual([GROUP]);
});

/** What the site shows of a rule: the least of the calls that were met. */
function example(kernel: string): Run {
  const size = ({ inputs }: Run): number =>
    Object.values(inputs).reduce((sum, { shape }) => sum + shape.reduce((all, length) => all * length, 1), 0);
  const calls = runs
    .filter((run) => run.kernel === kernel && size(run) > 1)
    .sort((a, b) => size(a) - size(b));
  return calls[0] ?? runs.find((run) => run.kernel === kernel)!;
}

test('the table of rules that the site shows is that of these rules', async () => {
  const kernels = [...met].filter((kernel) => shapeRules[kernel]).sort();
  if (inject('renewing') === 'rules') {
    const table = `${JSON.stringify({ rules: kernels.map(example) }, null, 1)}\n`;
    await writeFile('packages/backend/fixtures/shape-rules.json', table);
  }
  const { rules } = recorded as unknown as { rules: Run[] };
  expect(
    rules.map(({ kernel }) => kernel),
    'renew it: THAW_RENEW=rules npx vitest run --project wasm packages/backend/src/compile/trace/shape-rules.test.ts',
  ).toEqual(kernels);
  const told = rules.map(({ kernel, inputs, attributes }) =>
    shapeRules[kernel]!(inputs, attributes).map(meta),
  );
  expect(told).toEqual(rules.map(({ outputs }) => outputs));
});
