import { beforeAll, expect, test } from 'vitest';

import { DeviceError, ensureDevice, tf } from '../index.ts';
import { compile } from './compile.ts';
import { TraceError } from './trace/trace-error.ts';

beforeAll(async () => {
  await ensureDevice();
});

test('float16 is refused where programs store nothing but float32, before anything is traced', async () => {
  const { name } = await ensureDevice();
  let traced = 0;
  const run = compile(
    (x: tf.Tensor) => {
      traced++;
      return tf.exp(x);
    },
    { name: 's', storage: 'float16' },
  );
  const x = tf.ones([2]);
  await expect(run(x)).rejects.toThrow(
    new DeviceError(
      `compile(s): storage 'float16' is for programs on webgpu, and the device in use is ${name}, which stores float32; leave storage out, or ` +
        "await useDevice('webgpu') first.",
    ),
  );
  expect(traced).toBe(0);
  run.dispose();
  x.dispose();
});

async function taken(tensor: tf.Tensor): Promise<number[]> {
  const data = await tensor.data();
  tensor.dispose();
  return [...data];
}

test('what changed behind a program is found by check', async () => {
  let rate = 0.5;
  let outside = tf.scalar(1);
  const run = compile((x: tf.Tensor) => x.mul(rate).add(outside), { name: 's' });
  const x = tf.scalar(4);
  run.check(x); // there is no program yet
  expect(await taken(await run(x))).toEqual([3]);
  const other = tf.variable(tf.scalar(0)); // is no matter
  run.check(x);
  rate = 2;
  expect(() => run.check(x)).toThrow(
    'compile(s): what JavaScript decides in the step changed after it was compiled: a number that Multiply reads, in a tensor [] made in the ' +
      'step, is 0.5 in one run and 2 in the next; pass it to the step as a tensor, or let each run compute it: liveTensor(() => …).',
  );
  rate = 0.5;
  const before = outside;
  outside = tf.scalar(2);
  expect(() => run.check(x)).toThrow(
    'compile(s): what JavaScript decides in the step changed after it was compiled: a tensor [] that the step takes from outside is another; ' +
      'pass it to the step, or assign to a variable.',
  );
  run.dispose();
  tf.dispose([x, other, before, outside]);
});

test('errors say what to change', async () => {
  expect(() => compile(3 as never)).toThrow(
    'compile: a step is a function of tensors, such as (x, y) => ({ loss }), got the number 3.',
  );
  expect(() => compile(() => ({}), { fast: true } as never)).toThrow(
    'compile: there is no option "fast"; the options are name, variant, fastMath, storage.',
  );
  expect(() => compile(() => ({}), { storage: 'f16' } as never)).toThrow(
    "compile: storage must be 'float32' or 'float16', got the string 'f16'.",
  );
  const x = tf.ones([2, 3]);
  const failing = (step: (x: tf.Tensor) => unknown): Promise<unknown> => compile(step, { name: 's' })(x);
  await expect(failing((given) => ({ y: given.dataSync() }))).rejects.toThrow(
    new TraceError(
      'compile(s): a number was read (dataSync, arraySync, data, array) that is known only when the step runs, for it comes of ' +
        'input 0 of the step; return the tensor from the step and read it there.',
    ),
  );
  await expect(failing(async (given) => given)).rejects.toThrow(
    'compile(s): a step returns tensors, such as { loss }, got a promise; leave out async, for nothing can be waited for within a step.',
  );
  await expect(failing((given) => ({ y: [given, 3] }))).rejects.toThrow(
    'compile(s): a step returns tensors, such as { loss }, got the number 3 under "y.1".',
  );
  const run = compile((given: tf.Tensor) => given.add(1), { name: 's' });
  await expect(run(3 as never)).rejects.toThrow(
    'compile(s): inputs are tensors, or tensors by name, got the number 3 as input 0; wrap numbers by tf.scalar or tf.tensor, for a ' +
      'plain one would stay what it was when the step was compiled.',
  );
  // What the step itself throws is thrown as it is.
  const same = (given: tf.Tensor): tf.Tensor => tf.matMul(given, given);
  await expect(failing(same)).rejects.toThrow(/inner shapes|as many columns/); // in the words of the device
  x.dispose();
  await expect(run(x)).rejects.toThrow(
    'compile(s): input 0 was disposed; it must live until the run is over.',
  );
  run.dispose();
  const one = tf.scalar(1);
  await expect(run(one)).rejects.toThrow('compile(s): it was disposed; compile the step anew.');
  one.dispose();
});
