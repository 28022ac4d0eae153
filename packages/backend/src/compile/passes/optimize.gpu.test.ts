import { watchGpuErrors } from '@thaw/testing';
import { expect, test } from 'vitest';

import { randomUpdates } from '../../conformance/random-updates.ts';
import { tf, useDevice } from '../../index.ts';
import { replay } from '../replay.ts';
import { traceStep } from '../trace/trace-step.ts';
import { optimize } from './optimize.ts';

const largest = (numbers: readonly number[]): number =>
  Math.max(1e-3, ...numbers.filter(Number.isFinite).map(Math.abs));

test('random steps give on webgpu what they gave before the passes, to rounding', async () => {
  await useDevice('webgpu');
  const errors = watchGpuErrors();
  for (let seed = 400; seed < 408; seed++) {
    const { step, inputs, variables } = randomUpdates(seed);
    const graph = traceStep(step, inputs);
    const before = variables.map((variable) => tf.clone(variable));
    const runs: number[][][] = [];
    for (const one of [graph, optimize(graph)]) {
      for (const [i, variable] of variables.entries()) tf.tidy(() => variable.assign(tf.clone(before[i]!)));
      const found = [...Object.values(replay(one, inputs)), ...variables];
      runs.push(await Promise.all(found.map(async (tensor) => [...(await tensor.data())])));
      tf.dispose(found.slice(0, -variables.length));
    }
    const scales = runs[0]!.map(largest);
    const [expected, found] = runs.map((run) =>
      run.map((numbers, i) => numbers.map((number) => number / scales[i]!)),
    );
    const near = expected!.map((numbers) => numbers.map((number) => expect.closeTo(number, 4) as number));
    expect(found, `seed ${seed}`).toEqual(near);
    tf.dispose([...inputs, ...variables, ...before]);
  }
  await errors.expectNone();
});
