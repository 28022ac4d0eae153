/** The code on the home page. It is the experiment of the XOR tutorial in its shortest form. */
export const firstModel = `import { binaryCrossentropy, seed, Sequential, tanh, train } from '@thaw/core';
import { xor } from '@thaw/datasets';
import { Dense } from '@thaw/layers';
import { adam } from '@thaw/optimizers';

seed(1);
const model = new Sequential([new Dense(2, 8, { activation: tanh }), new Dense(8, 1)]);
const options = { loss: binaryCrossentropy, optimizer: adam({ learningRate: 0.05 }), epochs: 300 };

for await (const { step, loss } of train(model, xor().batches(4), options)) {
  if (step % 100 === 0) console.log(step, (await loss).toFixed(4));
}`;
