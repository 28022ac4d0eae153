import { ArgumentError } from './errors.ts';

/** A value in the words of a message: the string 'adam', the function adam, a tensor [2, 3], 5, undefined. */
export function describe(value: unknown): string {
  if (typeof value === 'string') return `the string '${value}'`;
  if (typeof value === 'function') return value.name ? `the function ${value.name}` : 'a function';
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (value instanceof Promise) return 'a promise';
  const { shape } = value as { shape?: unknown };
  const name = value.constructor?.name;
  if (Array.isArray(shape)) return `a tensor [${shape.join(', ')}]`;
  return !name || name === 'Object'
    ? `an object with ${Object.keys(value).join(', ') || 'no fields'}`
    : `${articleOf(name)} ${name}`;
}

/** a Dense, an Elman; capitals are read letter by letter: an LSTM, an RBM, a GPT. */
function articleOf(name: string): 'a' | 'an' {
  const spelled = /^[A-Z]{2}/.test(name);
  return (spelled ? /^[AEFHILMNORSX]/ : /^[AEIO]/i).test(name) ? 'an' : 'a';
}

/**
 * Checks the options given to a function at its door, so that none is silently ignored; and that an initializer is a function,
 * which Keras's users may give by name.
 *
 * @param owner whose options they are: the beginning of the message.
 * @param names the options there are.
 * @throws {ArgumentError} when the options are no object, one of them does not exist, or an initializer is no function.
 * @example
 * ```ts
 * import { checkOptions } from '@thaw/backend';
 *
 * checkOptions('adam', { learningRate: 0.01 }, ['learningRate', 'beta1']);
 * ```
 */
export function checkOptions(owner: string, options: unknown, names: readonly string[]): void {
  const prototype: unknown =
    typeof options === 'object' && options !== null && Object.getPrototypeOf(options);
  if (prototype !== Object.prototype && prototype !== null) {
    throw new ArgumentError(
      `${owner}: options are an object, got ${describe(options)}; write { ${names[0]!}: … }, the options being ${names.join(', ')}.`,
    );
  }
  for (const [name, value] of Object.entries(options as object)) {
    if (!names.includes(name)) {
      throw new ArgumentError(
        `${owner}: there is no option "${name}"; ` +
          (names.length === 1 ? `the only one is ${names[0]!}.` : `the options are ${names.join(', ')}.`),
      );
    }
    if (value !== undefined && typeof value !== 'function' && name.endsWith('Initializer')) {
      throw new ArgumentError(
        `${owner}: ${name} is a function, got ${describe(value)}; import one, such as heNormal, from '@thaw/core'.`,
      );
    }
  }
}

/**
 * Checks a size given to a module: how many units, heads, layers.
 *
 * @param owner whose size it is: the beginning of the message.
 * @param least the smallest there may be.
 * @returns the size.
 * @throws {ArgumentError} when it is not a whole number from `least` on.
 * @example
 * ```ts
 * import { checkSize } from '@thaw/backend';
 *
 * const units = checkSize('Dense', 'units', 32);
 * ```
 */
export function checkSize(owner: string, name: string, value: number, least: number = 1): number {
  if (Number.isInteger(value) && value >= least) return value;
  throw new ArgumentError(
    `${owner}: ${name} must be a whole number from ${least} on, got ${describe(value)}.`,
  );
}
