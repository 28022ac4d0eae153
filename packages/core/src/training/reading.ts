import { currentDevice, tf } from '@thaw/backend';

/**
 * A few numbers on their way from the device. From a GPU the read starts when they are first asked for; where the device is the
 * processor they are there already, and are taken at once: a wait of several turns would cost as much as a small step.
 */
export class Reading {
  #tensor: tf.Tensor | undefined;
  #values: Promise<Float32Array> | undefined;

  /** @param tensor rank 1; from now on this reading's to dispose. */
  constructor(tensor: tf.Tensor) {
    if (['wasm', 'cpu'].includes(currentDevice()?.name ?? '')) {
      this.#values = Promise.resolve(tensor.dataSync() as Float32Array);
      tensor.dispose();
    } else {
      this.#tensor = tf.keep(tensor);
    }
  }

  /** The numbers. */
  values(): Promise<Float32Array> {
    if (!this.#values) {
      const tensor = this.#tensor!;
      this.#tensor = undefined;
      this.#values = (tensor.data() as Promise<Float32Array>).finally(() => tensor.dispose());
      this.#values.catch(() => undefined); // whoever asks for it meets the error; nobody may
    }
    return this.#values;
  }
}
