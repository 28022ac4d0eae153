import { describe } from '../check-options.ts';
import { tf } from '../tfjs.ts';

/** Tensors that stood in records and lists, in one row. */
export interface Flat {
  readonly tensors: readonly tf.Tensor[];
  /** Where each stood: `loss`, `states.0.hidden`. */
  readonly names: readonly string[];
  /** Puts others in their places. */
  readonly rebuild: (tensors: readonly tf.Tensor[]) => unknown;
}

/**
 * Takes tensors out of the records and lists that hold them, to any depth; undefined and null stay where they are.
 *
 * @param root the name of what is given: '' leaves the names within without it.
 * @param refuse is told the name and the value of what is no tensor, and throws.
 */
export function flatten(given: unknown, root: string, refuse: (name: string, value: unknown) => never): Flat {
  const tensors: tf.Tensor[] = [];
  const names: string[] = [];
  const visit = (value: unknown, name: string): ((made: readonly tf.Tensor[]) => unknown) => {
    if (value instanceof tf.Tensor) {
      const place = tensors.push(value) - 1;
      names.push(name);
      return (made) => made[place];
    }
    if (value === undefined || value === null) return () => value;
    const within = (part: string): string => (name ? `${name}.${part}` : part);
    if (Array.isArray(value)) {
      const parts = value.map((part, i) => visit(part, within(String(i))));
      return (made) => parts.map((part) => part(made));
    }
    if (!isRecord(value)) return refuse(name, value);
    const parts = Object.entries(value).map(([key, part]) => [key, visit(part, within(key))] as const);
    return (made) => Object.fromEntries(parts.map(([key, part]) => [key, part(made)]));
  };
  const rebuild = visit(given, root);
  return { tensors, names, rebuild };
}

/** The same in words of what a value is: `x` for one tensor of a name, the shape and type of each. */
export function signatureOf({ tensors, names }: Flat): string {
  return tensors.map(({ shape, dtype }, i) => `${names[i]} ${dtype} [${shape.join(', ')}]`).join(', ');
}

/** What stands in a message for a value that is no tensor. */
export function told(value: unknown): string {
  return typeof value === 'number' || typeof value === 'boolean'
    ? `the ${typeof value} ${value}`
    : describe(value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
