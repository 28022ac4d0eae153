import { ensureDevice, tf } from '@thaw/backend';
import { relu, tanh } from '@thaw/core';
import { expectClose } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import fixture from '../fixtures/recurrent.json' with { type: 'json' };
import {
  Bidirectional,
  type Cell,
  type CellState,
  Elman,
  ElmanCell,
  LSTM,
  LSTMCell,
  recur,
  type Recurrent,
  StackedCell,
} from './index.ts';

// Against PyTorch 1.13.1; ../fixtures/recurrent.py made the numbers and says how.
const TOLERANCE = 1e-5;

interface Numbers {
  shape: number[];
  data: number[];
}

interface Case {
  name: string;
  cell: 'Elman' | 'LSTM';
  activation: 'tanh' | 'relu';
  layers: number;
  bidirectional: boolean;
  input: Numbers;
  mask: Numbers | null;
  weights: Record<string, Numbers>;
  initialState: Record<string, Numbers>;
  output: Numbers;
  state: Record<string, Numbers>;
  outputWeight: Numbers;
  stateWeights: Record<string, Numbers>;
  gradients: Record<string, Numbers>;
}

/** Tensors by the names of the fixture: `0.forward.hidden`. */
type Named = Record<string, tf.Tensor>;

const cases = fixture as unknown as Case[];
const units = 2;

beforeAll(async () => {
  await ensureDevice();
});

const tensor = ({ shape, data }: Numbers): tf.Tensor => tf.tensor(data, shape);
const tensors = (numbers: Record<string, Numbers>): Named =>
  Object.fromEntries(Object.entries(numbers).map(([name, each]) => [name, tensor(each)]));

/** The state of a cell from, or to, the tensors of its place. */
const stateAt = (given: Case, named: Named, place: string): CellState =>
  given.cell === 'LSTM'
    ? { hidden: named[`${place}.hidden`]!, cell: named[`${place}.cell`]! }
    : named[`${place}.hidden`]!;
const named = (place: string, state: CellState): Named =>
  state instanceof tf.Tensor
    ? { [`${place}.hidden`]: state }
    : Object.fromEntries(
        Object.entries(state).map(([name, part]) => [`${place}.${name}`, part as tf.Tensor]),
      );

/** The net of a case: its cells by their places, and a pass from initial states to output and last states. */
interface Net {
  readonly cells: Record<string, Cell>;
  run(input: tf.Tensor, initial: Named, mask?: tf.Tensor): { output: tf.Tensor; state: Named };
}

function build(given: Case): Net {
  return given.bidirectional ? bothDirections(given) : stacked(given);
}

function stacked(given: Case): Net {
  const activation = given.activation === 'relu' ? relu : tanh;
  const list = Array.from({ length: given.layers }, (_, i): Cell => {
    const inputs = i ? units : 3;
    const cell =
      given.cell === 'LSTM' ? new LSTMCell(inputs, units) : new ElmanCell(inputs, units, { activation });
    return cell as unknown as Cell;
  });
  const stack = new StackedCell(list);
  return {
    cells: Object.fromEntries(list.map((cell, i) => [`${i}.forward`, cell])),
    run: (input, initial, mask) => {
      const initialState = list.map((_, i) => stateAt(given, initial, `${i}.forward`));
      const options = { initialState, returnSequences: true, ...(mask && { mask }) };
      const { output, state } = recur(stack, input, options);
      return {
        output,
        state: Object.assign({}, ...state.map((part, i) => named(`${i}.forward`, part))) as Named,
      };
    },
  };
}

function bothDirections(given: Case): Net {
  const layer = (inputs: number, reverse: boolean): Recurrent =>
    (given.cell === 'LSTM'
      ? new LSTM(inputs, units, { returnSequences: true, reverse })
      : new Elman(inputs, units, { returnSequences: true, reverse })) as unknown as Recurrent;
  const layers = Array.from({ length: given.layers }, (_, i) => {
    const inputs = i ? 2 * units : 3;
    return new Bidirectional(layer(inputs, false), layer(inputs, true));
  });
  return {
    cells: Object.fromEntries(
      layers.flatMap(({ forwardLayer, backwardLayer }, i) => [
        [`${i}.forward`, forwardLayer.cell],
        [`${i}.backward`, backwardLayer.cell],
      ]),
    ),
    run: (input, initial, mask) => {
      let output = input;
      let state: Named = {};
      for (const [i, each] of layers.entries()) {
        const initialState = {
          forward: stateAt(given, initial, `${i}.forward`),
          backward: stateAt(given, initial, `${i}.backward`),
        };
        const result = each.unroll(output, { initialState, ...(mask && { mask }) });
        output = result.output;
        const [forth, back] = [result.state.forward, result.state.backward];
        state = { ...state, ...named(`${i}.forward`, forth), ...named(`${i}.backward`, back) };
      }
      return { output, state };
    },
  };
}

test.each(cases.map((each) => [each.name, each] as const))(
  '%s: outputs, states and gradients equal those of PyTorch',
  async (_, given) => {
    const net = build(given);
    const variables: Named = {};
    for (const [name, values] of Object.entries(given.weights)) {
      const place = name.split('.').slice(0, 2).join('.');
      const parameter = net.cells[place]!.parameters().get(name.slice(place.length + 1))!;
      parameter.assign(Float32Array.from(values.data));
      variables[name] = parameter.value;
    }
    const mask = given.mask ? tensor(given.mask) : undefined;
    const [input, initial] = [tensor(given.input), tensors(given.initialState)];

    const { output, state } = net.run(input, initial, mask);
    const shown = mask ? output.mul(mask.expandDims(2)) : output;
    await expectClose(shown, tensor(given.output), TOLERANCE);
    expect(Object.keys(state).sort()).toEqual(Object.keys(given.state).sort());
    for (const [name, values] of Object.entries(given.state)) {
      await expectClose(state[name]!, tensor(values), TOLERANCE);
    }

    const [outputWeight, stateWeights] = [tensor(given.outputWeight), tensors(given.stateWeights)];
    const names = ['input', ...Object.keys(given.weights), ...Object.keys(given.initialState)];
    const gradients = tf.grads((...values: tf.Tensor[]) => {
      const by = Object.fromEntries(names.map((name, i) => [name, values[i]!]));
      const result = net.run(by['input']!, by, mask);
      return Object.entries(stateWeights).reduce(
        (sum, [name, weight]) => tf.add(sum, tf.sum(tf.mul(result.state[name]!, weight))),
        tf.sum(tf.mul(result.output, outputWeight)),
      );
    })([input, ...Object.values(variables), ...Object.values(initial)]);
    expect([...names].sort()).toEqual(Object.keys(given.gradients).sort());
    const largest = Math.max(...Object.values(given.gradients).flatMap(({ data }) => data.map(Math.abs)));
    for (const [i, name] of names.entries()) {
      await expectClose(gradients[i]!, tensor(given.gradients[name]!), TOLERANCE, largest / 1000);
    }
  },
);
