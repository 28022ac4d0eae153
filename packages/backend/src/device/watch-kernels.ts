import { tf } from '../tfjs.ts';

/** What stands around each run of a kernel; it must call `run` and return what that returns. */
export type Watch = (
  kernelName: string,
  parameters: Parameters<tf.KernelFunc>[0],
  run: () => ReturnType<tf.KernelFunc>,
) => ReturnType<tf.KernelFunc>;

let current: Watch | undefined;
/** Kernels that are registered when first used, maybe while others are watched: they ask for the watch themselves. */
const lateKernels = /* @__PURE__ */ new WeakSet<tf.KernelFunc>();

/** Puts a watch around every kernel of the backend in use. The function returned takes it away. */
export function watchKernels(watch: Watch): () => void {
  const backendName = tf.getBackend();
  const configs = tf
    .getKernelsForBackend(backendName)
    .filter(({ kernelFunc }) => !lateKernels.has(kernelFunc));
  const replace = (config: tf.KernelConfig): void => {
    tf.unregisterKernel(config.kernelName, backendName);
    tf.registerKernel(config);
  };
  for (const config of configs) {
    const kernelFunc: tf.KernelFunc = (parameters) =>
      watch(config.kernelName, parameters, () => config.kernelFunc(parameters));
    replace({ ...config, kernelFunc });
  }
  current = watch;
  return () => {
    current = undefined;
    configs.forEach(replace);
  };
}

/** Registers a kernel that is watched also when a watch stands already. */
export function registerLate(kernelName: string, backendName: string, compute: tf.KernelFunc): void {
  const kernelFunc: tf.KernelFunc = (parameters) =>
    current ? current(kernelName, parameters, () => compute(parameters)) : compute(parameters);
  lateKernels.add(kernelFunc);
  tf.registerKernel({ kernelName, backendName, kernelFunc });
}
