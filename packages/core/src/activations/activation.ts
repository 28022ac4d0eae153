import { activate, ArgumentError, type FusedActivation, type tf } from '@thaw/backend';

/** A function of each element, or of each row: what a layer applies to its sums. Shape in = shape out. */
export interface Activation {
  (input: tf.Tensor): tf.Tensor;
  /** Its name in `dense` and `conv2d` of `@thaw/backend`, which apply it where the sums are made; others follow them. */
  readonly fused?: FusedActivation;
}

/** An activation that is used as it is, or `with` options. */
export interface ConfigurableActivation<Options> extends Activation {
  /** The activation with these options. @throws {ArgumentError} when one is out of range, or there is no such option. */
  with(options: Options): Activation;
}

/** The activation of this name in `@thaw/backend`, whose kernels compute it. */
export function fused(name: FusedActivation): Activation {
  const named = {
    // so that messages know its name
    [name]: (input: tf.Tensor): tf.Tensor => (name === 'linear' ? input : activate(input, name)),
  };
  return Object.assign(named[name]!, { fused: name });
}

/**
 * Checks an `activation` option at a layer's door.
 *
 * @throws {ArgumentError} when it is a string, as in Keras: the message names the function to import.
 */
export function requireActivation(activation: unknown, owner: string): Activation {
  if (typeof activation === 'function') return activation as Activation;
  if (typeof activation !== 'string') {
    throw new ArgumentError(
      `${owner}: activation must be a function of a tensor, got ${String(activation)}.`,
    );
  }
  const plain = activation.toLowerCase().replace(/[^a-z0-9]/g, '');
  const wanted = plain === 'swish' ? 'silu' : names.find((name) => name.toLowerCase() === plain);
  throw new ArgumentError(
    `${owner}: activation is a function here, got the string '${activation}'; ` +
      (wanted
        ? `import { ${wanted} } from '@thaw/core' and pass ${wanted}.`
        : `import one from '@thaw/core' (${names.join(', ')}) or pass any function of a tensor.`),
  );
}

const names = [
  'linear',
  'relu',
  'relu6',
  'leakyRelu',
  'elu',
  'selu',
  'gelu',
  'geluTanh',
  'silu',
  'mish',
  'sigmoid',
  'hardSigmoid',
  'tanh',
  'hardTanh',
  'softplus',
  'softsign',
  'step',
  'sign',
  'softmax',
  'logSoftmax',
];
