import { expect, test } from 'vitest';

import { bufferOf, dispatchOf } from '../../conformance/commands.ts';
import type { tf } from '../../tfjs.ts';
import type { Recording } from './record.ts';
import { changeStates } from './state-buffers.ts';
import type { VirtualBuffer } from './virtual-buffer.ts';

/** A recording in which variables become something else. */
function recordingOf(
  commands: Recording['commands'],
  states: readonly (readonly [before: VirtualBuffer, after: VirtualBuffer])[],
  returned: readonly VirtualBuffer[] = [],
): Recording {
  const outputs = returned.map((buffer, i) => [i, { buffer, shape: [1], dtype: 'float32' }] as const);
  return {
    commands,
    inputs: [],
    live: [],
    captured: [],
    states: states.map(([before, after]) => {
      return { variable: {} as tf.Variable, changed: before !== after, before, after };
    }),
    mayBeHalf: new Set(),
    outputs: Object.fromEntries(outputs) as Recording['outputs'],
  };
}

const three = (): [VirtualBuffer, VirtualBuffer, VirtualBuffer] => [bufferOf(4), bufferOf(4), bufferOf(4)];

test('new numbers are written where the variable lies once nothing reads the old ones', () => {
  const [w, between, after] = three();
  const commands = [dispatchOf([w], [between]), dispatchOf([between], [after])];
  const { inPlace, copies } = changeStates(recordingOf(commands, [[w, after]]));
  expect([[...inPlace], copies]).toEqual([[[after, w]], []]);
});

test.each<[string, (w: VirtualBuffer, between: VirtualBuffer, after: VirtualBuffer) => Recording]>([
  [
    'the command that makes them reads the old ones',
    (w, _, after) => recordingOf([dispatchOf([w], [after])], [[w, after]]),
  ],
  [
    'the old ones are read later',
    (w, between, after) => recordingOf([dispatchOf([], [after]), dispatchOf([w], [between])], [[w, after]]),
  ],
  ['they are returned', (w, _, after) => recordingOf([dispatchOf([], [after])], [[w, after]], [after])],
  ['the old ones are returned', (w, _, after) => recordingOf([dispatchOf([], [after])], [[w, after]], [w])],
  ['no command makes them', (w, _, after) => recordingOf([], [[w, after]])],
])('they are copied at the end where %s', (_, make) => {
  const [w, between, after] = three();
  const { inPlace, copies } = changeStates(make(w, between, after));
  expect([[...inPlace], copies]).toEqual([[], [{ from: after, to: w }]]);
});

test('of two variables that become the same one has it in place, the other a copy from there; one that is only read neither', () => {
  const [u, w, after] = three();
  const states = [[u, after], [w, after], [bufferOf(4), bufferOf(4)]] as [VirtualBuffer, VirtualBuffer][]; // prettier-ignore
  states[2]![1] = states[2]![0];
  const { inPlace, copies } = changeStates(recordingOf([dispatchOf([], [after])], states));
  expect([[...inPlace], copies]).toEqual([[[after, u]], [{ from: u, to: w }]]);
});
