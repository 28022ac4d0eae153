import { currentDevice, tf } from '@thaw/backend';

/**
 * A few numbers on their way from the device. The read starts when they are first asked for, or when `release` is
 * called; the tensor is freed with it.
 */
export class Reading {
  #tensor: tf.Tensor | undefined;
  #values: Promise<Float32Array> | undefined;

  /** @param tensor rank 1; from now on this reading's to dispose. */
  constructor(tensor: tf.Tensor) {
    this.#tensor = tf.keep(tensor);
  }

  /** The numbers. */
  values(): Promise<Float32Array> {
    if (!this.#values) {
      const tensor = this.#tensor!;
      this.#tensor = undefined;
      this.#values = read(tensor).finally(() => tensor.dispose());
      this.#values.catch(() => undefined); // whoever asks for it meets the error; nobody may
    }
    return this.#values;
  }
}

/** Where the device is the processor the numbers are there already, and a wait of several turns would cost as much as a small step. */
async function read(tensor: tf.Tensor): Promise<Float32Array> {
  const onProcessor = ['wasm', 'cpu'].includes(currentDevice()?.name ?? '');
  return onProcessor ? (tensor.dataSync() as Float32Array) : ((await tensor.data()) as Float32Array);
}
