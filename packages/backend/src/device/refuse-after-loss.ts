import { DeviceError } from './device.ts';

/** What of a backend reads. */
interface Reader {
  read(id: object): Promise<unknown>;
  readSync(id: object): unknown;
  /** What was read before has its values here. */
  readonly tensorMap: { get(id: object): { readonly values?: unknown } };
}

/**
 * A lost device fails in silence, step after step; whoever reads from it, or is about to, is told, and so is the next device where it
 * takes numbers over.
 *
 * The promise of the loss outlives all reads, and keeps whatever is once chained to it, so no read is: `Promise.race` with it would keep the
 * numbers of every read until the device is gone.
 */
export function refuseAfterLoss(backend: Reader, lost: Promise<{ readonly message: string }>): void {
  const read = backend.read.bind(backend);
  const readSync = backend.readSync.bind(backend);
  const underWay = new Set<(loss: DeviceError) => void>();
  let loss: DeviceError | undefined;
  void lost.then(({ message }) => {
    const reason = message ? ` (${message.trim().replace(/\.$/, '')})` : '';
    loss = new DeviceError(
      `The WebGPU device was lost${reason}, and with it all numbers that were on it: await useDevice() again, load the weights of ` +
        'the last checkpoint into the model, make a new optimizer, and go on.',
    );
    for (const refuse of underWay) refuse(loss);
  });
  backend.read = (id) => {
    if (loss) return Promise.reject(loss);
    return new Promise((resolve, reject) => {
      underWay.add(reject);
      void read(id)
        .catch(whicheverCause)
        .then(resolve, reject)
        .finally(() => underWay.delete(reject));
    });
  };
  backend.readSync = (id) => {
    if (loss && !backend.tensorMap.get(id).values) throw loss;
    return readSync(id);
  };
}

/** A read that was under way fails first, in words of the driver's; the loss that caused it is told a moment later, and comes before it. */
async function whicheverCause(error: unknown): Promise<never> {
  await new Promise((resolve) => setTimeout(resolve, 100));
  throw error;
}
