/** The activations that kernels fold in, by TensorFlow.js's names, and their numbers in assembly/activations.as. */
const activations: Record<string, number> = {
  linear: 0,
  relu: 1,
  relu6: 2,
  elu: 3,
  leakyrelu: 4,
  sigmoid: 5,
  tanh: 6,
  geluTanh: 7,
  gelu: 8,
};

/** The number of an activation, undefined for one that is not folded in. */
export function activationNumber(name: string | undefined): number | undefined {
  return activations[name ?? 'linear'];
}
