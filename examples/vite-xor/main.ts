import { binaryCrossentropy, predict, Sequential, sigmoid, tanh, tf, train, useDevice } from '@thaw/core';
import { xor } from '@thaw/datasets';
import { Dense } from '@thaw/layers';
import { adam } from '@thaw/optimizers';

const canvas = document.querySelector<HTMLCanvasElement>('#boundary')!;
const lossText = document.querySelector('#loss')!;
const again = document.querySelector<HTMLButtonElement>('#again')!;

// Where the arithmetic happens: a graphics card if the browser offers one, else wasm.
const device = await useDevice();
document.querySelector('#device')!.textContent = `device: ${device.name}, because ${device.reason}`;

again.onclick = learn;
await learn();

/** Trains a new net on the four cases, and shows how it goes. */
async function learn(): Promise<void> {
  again.disabled = true;
  const model = new Sequential([new Dense(2, 8, { activation: tanh }), new Dense(8, 1)]);
  const options = { loss: binaryCrossentropy, optimizer: adam({ learningRate: 0.05 }), epochs: 300 };

  // One turn of the loop is one step: what is drawn here, and when to stop, is up to us.
  for await (const { step, loss } of train(model, xor().batches(4), options)) {
    if (step % 10 !== 0) continue;
    lossText.textContent = `step ${step}: loss ${(await loss).toFixed(4)}`;
    await draw(model);
    await new Promise(requestAnimationFrame);
  }

  lossText.textContent += ', done';
  model.dispose();
  again.disabled = false;
}

/** Paints what the net answers over the square around the four cases: dark is 0, light is 1. */
async function draw(model: Sequential): Promise<void> {
  const size = canvas.width;
  const places = Array.from({ length: size * size }, (_, i) => [i % size, Math.floor(i / size)]);
  const input = tf.tidy(() =>
    tf
      .tensor2d(places)
      .mul(2 / (size - 1))
      .sub(0.5),
  ); // from -0.5 to 1.5
  const logits = await predict(model, input, { batchSize: size * size });
  const answers = tf.tidy(() => sigmoid(logits));
  const shades = await answers.data();
  tf.dispose([input, logits, answers]);

  const pixels = Uint8ClampedArray.from({ length: 4 * size * size }, (_, i) =>
    i % 4 === 3 ? 255 : 255 * shades[i >> 2]!,
  );
  canvas.getContext('2d')!.putImageData(new ImageData(pixels, size, size), 0, 0);
}
