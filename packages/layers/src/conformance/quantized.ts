import { type Module, normal, relu, tanh } from '@thaw/core';

import { Int8Buffer, QuantizedConv2D, QuantizedDense } from '../index.ts';
import type { Case } from './case.ts';

/** With numbers that are not zero, as if it were made of a layer. */
function drawn<Layer extends Module>(layer: Layer): Layer {
  for (const weight of layer.weights().values()) {
    const values = normal(0.5)(weight.shape);
    weight.assign(weight instanceof Int8Buffer ? values.map((value) => Math.round(40 * value)) : values);
  }
  return layer;
}

/** The layers whose weights are bytes. */
export const quantized: readonly Case[] = [
  {
    name: 'QuantizedDense',
    make: () => drawn(new QuantizedDense(4, 3, { activation: tanh })),
    input: [5, 4],
    output: [5, 3],
    weights: [],
    buffers: ['kernel', 'scale', 'bias'],
    inference: true,
  },
  {
    name: 'QuantizedDense over time, calibrated, without bias',
    make: () => drawn(new QuantizedDense(4, 3, { calibrated: true, useBias: false })),
    input: [2, 3, 4],
    output: [2, 3, 3],
    weights: [],
    buffers: ['kernel', 'scale', 'inputScale'],
    inference: true,
  },
  {
    name: 'QuantizedConv2D',
    make: () => drawn(new QuantizedConv2D(2, 3, 3, { padding: 'same', strides: 2, activation: relu })),
    input: [2, 5, 4, 2],
    output: [2, 3, 2, 3],
    weights: [],
    buffers: ['kernel', 'scale', 'bias'],
    inference: true,
  },
  {
    name: 'QuantizedConv2D in groups, with taps apart, calibrated',
    make: () => drawn(new QuantizedConv2D(4, 4, 2, { groups: 2, dilationRate: 2, calibrated: true })),
    input: [2, 4, 5, 4],
    output: [2, 2, 3, 4],
    weights: [],
    buffers: ['kernel', 'scale', 'bias', 'inputScale'],
    inference: true,
  },
];
