import { Random, tf, useDevice } from '@thaw/core';
import { type LabelledColumns, Table } from '@thaw/datasets';

import type { Findings, Other } from './measurements.ts';
import { median } from './median.ts';
import type { Say } from './steps/steps.ts';

const [ROWS, PIXELS, BATCH] = [60_000, 28 * 28, 128];
/** Images a second that a loop over shuffled batches must see, on one core. */
const BAR = 200_000;
/** How much a batch may allocate, as a multiple of its own bytes: the objects that hold them are allowed for. */
const BYTES_BAR = 1.02;
const TURNS = 5;

/** One batch as any of them hands it out. */
interface Seen {
  readonly bytes: number;
}

/** Goes through an epoch and says what it saw, batch by batch. */
type Epoch = (seen: (batch: Seen) => void) => void | Promise<void>;

/**
 * Batches of 128 of 60,000 images of 28×28, in a new order each epoch, beside `tf.data` over the same arrays, with which images become
 * tensors one by one. What is measured is a whole epoch, the order's drawing included.
 */
export async function batches(say: Say): Promise<Findings> {
  await useDevice('cpu');
  const random = new Random(1);
  const bytes = Uint8Array.from(random.integers(ROWS * PIXELS, 256));
  const target = { data: random.integers(ROWS, 10), shape: [ROWS] };
  const shape = [ROWS, 28, 28, 1];
  const floats = new Table({ input: { data: Float32Array.from(bytes), shape }, target });
  const images = new Table({ input: { data: bytes, shape }, target });
  const table = (
    made: Iterable<{ input: { data: Uint8Array | Float32Array }; target: { data: Int32Array } }>,
  ): Epoch => {
    return (seen) => {
      for (const batch of made) seen({ bytes: batch.input.data.byteLength + batch.target.data.byteLength });
    };
  };
  const contestants: [string, Epoch, rows: number][] = [
    ['float32 as they are', table(floats.batches(BATCH, { random })), ROWS],
    ['bytes, scaled to float32', table(images.batches(BATCH, { random, scale: { input: 1 / 255 } })), ROWS],
    ['bytes as they are', table(images.batches(BATCH, { random })), ROWS],
    ['tf.data', ofTfData(floats.take(ROWS / 10)), ROWS / 10],
  ];
  const other: Other[] = [];
  for (const [name, epoch, rows] of contestants) {
    await epoch(() => undefined); // engines compile what is done often
    const rates = [];
    for (let turn = 0; turn < (name === 'tf.data' ? 2 : TURNS); turn++) {
      const begin = performance.now();
      await epoch(() => undefined);
      rates.push((1000 * rows) / (performance.now() - begin));
    }
    const ours = name !== 'tf.data';
    const rate = median(rates);
    const spread = `${Math.round(Math.min(...rates)).toLocaleString('en')} to ${Math.round(Math.max(...rates)).toLocaleString('en')}`;
    say(`${name.padEnd(26)} ${Math.round(rate).toLocaleString('en').padStart(11)} images/s (${spread})`);
    other.push({ name: `batches: ${name}`, value: rate, unit: 'images/s', bar: ours ? BAR : null });
    if (!ours) continue;
    const ratio = await allocated(epoch);
    say(`${' '.repeat(26)} ${ratio.toFixed(4).padStart(11)} times its own bytes allocated by a batch`);
    other.push({ name: `batches: ${name}, allocated`, value: ratio, unit: 'of own bytes', bar: BYTES_BAR });
  }
  return { other };
}

/**
 * What a batch allocates, as a multiple of the bytes of its arrays: the median over an epoch of how much heap and array buffers have
 * grown from one batch to the next; where the engine has cleaned up in between they have shrunk, and that batch does not count.
 */
async function allocated(epoch: Epoch): Promise<number> {
  const ratios: number[] = [];
  let before = memory();
  await epoch(({ bytes }) => {
    const now = memory();
    if (now > before) ratios.push((now - before) / bytes);
    before = memory();
  });
  return median(ratios);
}

function memory(): number {
  const { arrayBuffers, heapUsed } = process.memoryUsage();
  return arrayBuffers + heapUsed;
}

/** `tf.data` over the same arrays, as its documentation makes a dataset of two columns. */
function ofTfData(table: Table<LabelledColumns>): Epoch {
  const { input, target } = table.columns;
  const rows = target.data.length;
  const images = tf.data.generator(function* () {
    for (let row = 0; row < rows; row++)
      yield tf.tensor3d(input.data.slice(row * PIXELS, (row + 1) * PIXELS), [28, 28, 1]);
  });
  const labels = tf.data.array(Array.from(target.data));
  const dataset = tf.data.zip({ xs: images, ys: labels }).shuffle(1024).batch(BATCH);
  return async (seen) => {
    await dataset.forEachAsync((batch) => {
      const { xs, ys } = batch as { xs: tf.Tensor; ys: tf.Tensor };
      seen({ bytes: 4 * (xs.size + ys.size) });
      tf.dispose([xs, ys]);
    });
  };
}
