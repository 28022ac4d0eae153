import { beforeAll, describe, expect, test } from 'vitest';

import { Random, tf, useDevice } from '../../index.ts';
import { type Group, GROUP } from '../group/group.ts';
import { registerGroup } from '../group/reference.ts';
import { type Step, traceStep } from '../trace/trace-step.ts';
import { makeWasmProgram } from './wasm-program.ts';

beforeAll(async () => {
  await useDevice('wasm', { threads: 1 });
});

const draw = (seed: number, ...shape: number[]): tf.Tensor =>
  tf.tensor(new Random(seed).normal(shape.reduce((size, length) => size * length, 1)), shape);

/** Runs a step by itself and as a program: what a program of it costs, once it was found to compute the same numbers. */
async function costOf(make: () => { step: Step; variables?: tf.Variable[] }, ...inputs: tf.Tensor[]) {
  const [eager, compiled] = [make(), make()];
  const program = await makeWasmProgram(traceStep(compiled.step, inputs));
  for (let i = 0; i < 3; i++) {
    const expected = tf.tidy(() => eager.step(...inputs)) as Record<string, tf.Tensor>;
    const found = program.run(inputs, []);
    for (const name in expected) expect(found[name]!.dataSync()).toEqual(expected[name]!.dataSync());
    tf.dispose([expected, found]);
  }
  for (const [i, variable] of (compiled.variables ?? []).entries()) {
    expect(variable.dataSync()).toEqual(eager.variables![i]!.dataSync());
  }
  const { calls, memory } = program;
  program.dispose();
  return { calls, arena: memory.arena };
}

const SIZE = 4 * 64 * 7; // bytes of [7, 64]

describe('what is made number by number', () => {
  test('lies where its operand lay, which nobody needs any more', async () => {
    const step: Step = (x) => ({ y: tf.sum(tf.exp(tf.neg(tf.square(tf.tanh(x!))))) });
    expect(await costOf(() => ({ step }), draw(1, 7, 64))).toEqual({ calls: 5, arena: SIZE });
  });

  test('and of lengths that are no multiples of four, of one number, of none', async () => {
    for (const length of [1, 2, 3, 5, 7, 65, 0]) {
      const step: Step = (x, row) => ({
        y: tf.mul(tf.add(tf.exp(tf.log1p(tf.abs(tf.sub(x!, 0.5)))), row!), tf.sigmoid(x!)),
      });
      const { arena } = await costOf(() => ({ step }), draw(2, 3, length), draw(3, length));
      expect(arena).toBeLessThanOrEqual(3 * 64 * Math.ceil((4 * 3 * length) / 64));
    }
  });

  test('but truth values not where a row lies that has as many bytes, and is compared again and again', async () => {
    const step: Step = (x, row) => ({ y: tf.sum(tf.cast(tf.greater(x!, tf.tanh(row!)), 'float32'), 1) });
    await expect(costOf(() => ({ step }), draw(1, 4, 64), draw(2, 64))).resolves.toBeDefined();
  });

  test('but not where an operand lies that is needed later', async () => {
    const step: Step = (x) => {
      const t = tf.tanh(x!);
      return { y: tf.sum(tf.matMul(tf.exp(t), tf.transpose(t))) };
    };
    expect((await costOf(() => ({ step }), draw(1, 7, 64))).arena).toBeGreaterThanOrEqual(2 * SIZE);
  });
});

describe('parts', () => {
  test('of a tensor are read where they lie', async () => {
    const step: Step = (x) => {
      const [first, second] = tf.split(tf.neg(x!), 2);
      return { y: tf.matMul(first!, second!, false, true), last: tf.sum(tf.slice(x!, [5, 0], [1, 64])) };
    };
    expect(await costOf(() => ({ step }), draw(1, 6, 64))).toMatchObject({ calls: 3 });
  });

  test('are made where they are laid, also within what is laid itself', async () => {
    const step: Step = (x) => {
      const pair = tf.concat([tf.exp(x!), tf.neg(x!)]);
      return { y: tf.sum(tf.matMul(tf.concat([pair, tf.abs(x!)]), x!, false, true)) };
    };
    const { calls, arena } = await costOf(() => ({ step }), draw(1, 7, 64));
    expect(calls).toBe(5);
    expect(arena).toBe(3 * SIZE + 640 + 2048); // what is laid, the product, and what that packs
  });

  test('that are laid twice, are inputs, or are outputs too, are copied', async () => {
    const step: Step = (x) => {
      const y = tf.exp(x!);
      return { twice: tf.sum(tf.square(tf.concat([y, y, x!]))), stack: tf.stack([tf.neg(y), y]), y };
    };
    await expect(costOf(() => ({ step }), draw(1, 7, 64))).resolves.toBeDefined();
    const once: Step = (x) => ({ y: tf.sum(tf.square(tf.concat([tf.exp(x!), x!]))) });
    expect((await costOf(() => ({ step: once }), draw(1, 7, 64))).calls).toBe(4);
  });

  test('that are needed later are not overwritten', async () => {
    const step: Step = (x) => {
      const rows = tf.unstack(tf.exp(x!));
      const all = tf.stack(rows.map((row, i) => tf.add(row, rows[(i + 1) % rows.length]!)));
      const [first, second] = tf.unstack(all) as [tf.Tensor, tf.Tensor];
      return { y: tf.add(tf.tanh(all), tf.mul(tf.sigmoid(all), first)), z: tf.sub(tf.neg(second), all) };
    };
    await expect(costOf(() => ({ step }), draw(1, 4, 8))).resolves.toBeDefined();
  });

  test('of a variable are read before that becomes something else', async () => {
    const make = () => {
      const w = tf.variable(draw(1, 4, 4));
      return {
        variables: [w],
        step: () => {
          w.assign(tf.add(w, tf.slice(w, [1, 0], [1, 4])));
          return {};
        },
      };
    };
    expect((await costOf(make as never)).calls).toBe(2);
  });
});

describe('a group of operations number by number', () => {
  /** a·b + c, where a lies by these strides. */
  const multiplyAdd = (a: readonly number[]): Group => ({
    shape: [8, 8],
    outer: 2,
    inputs: [a, [8, 1], [0, 1]].map((strides) => ({ strides, offset: 0, dtype: 'float32' })),
    steps: [
      ...[0, 1, 2].map((input) => ({ op: 'load', input }) as const),
      { op: 'binary', kernel: 'Multiply', a: 0, b: 1 },
      { op: 'binary', kernel: 'Add', a: 3, b: 2 },
    ],
    outputs: [{ step: 4, per: 'element', shape: [8, 8], dtype: 'float32' }],
  });
  const call = (group: Group, ...tensors: tf.Tensor[]): tf.Tensor => {
    registerGroup();
    const made = tf.engine().runKernel(GROUP, tensors as never, { group } as never);
    return [made].flat()[0] as tf.Tensor;
  };
  const make = (strides: readonly number[]) => () => {
    const w = tf.variable(draw(1, 8, 8));
    return {
      variables: [w],
      step: (x: tf.Tensor, row: tf.Tensor) => {
        w.assign(call(multiplyAdd(strides), w, x, row));
        return {};
      },
    };
  };

  test('writes a variable that it reads where that lies', async () => {
    const cost = await costOf(make([8, 1]) as never, draw(2, 8, 8), draw(3, 8));
    expect(cost).toEqual({ calls: 1, arena: 0 });
  });

  test('but not one that it reads in another order', async () => {
    const cost = await costOf(make([1, 8]) as never, draw(2, 8, 8), draw(3, 8));
    expect(cost).toEqual({ calls: 2, arena: 256 });
  });
});

describe('a variable', () => {
  const variable = (seed: number): tf.Variable => tf.variable(draw(seed, 7, 64));

  test('is written where it lies, with no copy', async () => {
    const make = () => {
      const w = variable(1);
      return {
        variables: [w],
        step: (x: tf.Tensor) => {
          w.assign(tf.sub(w, tf.mul(x, 0.1)));
          return {};
        },
      };
    };
    expect(await costOf(make as never, draw(2, 7, 64))).toEqual({ calls: 2, arena: SIZE });
  });

  test('is copied to where what it was is needed after what it becomes was made', async () => {
    const make = () => {
      const w = variable(1);
      return {
        variables: [w],
        step: (x: tf.Tensor) => {
          const before = tf.clone(w);
          w.assign(tf.add(w, x));
          return { y: tf.sum(tf.mul(before, w)), before };
        },
      };
    };
    // Add, Multiply, Sum, what it was as an output, what it becomes.
    expect((await costOf(make as never, draw(2, 7, 64))).calls).toBe(5);
  });

  test('takes what another was, and that what it was', async () => {
    const make = () => {
      const [a, b] = [variable(1), variable(2)];
      return {
        variables: [a, b],
        step: () => {
          const before = tf.clone(a);
          a.assign(b);
          b.assign(before);
          return {};
        },
      };
    };
    expect((await costOf(make as never)).calls).toBe(4); // each aside, then each to the other
  });

  test('and another become the same', async () => {
    const make = () => {
      const [a, b] = [variable(1), variable(2)];
      return {
        variables: [a, b],
        step: (x: tf.Tensor) => {
          const sum = tf.add(tf.add(a, b), x);
          a.assign(sum);
          b.assign(sum);
          return { sum };
        },
      };
    };
    expect((await costOf(make as never, draw(3, 7, 64))).calls).toBe(4); // two sums, two copies
  });
});
