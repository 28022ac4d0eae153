import { describe } from '../check-options.ts';
import { ShapeError } from '../errors.ts';

/** The length of each axis, or the name of one that may have any; '…' in front of them stands for any axes. */
type Expected = readonly (number | string)[];

/** Something under its name, which the message says: { kernel }. */
type Named = Readonly<Record<string, unknown>>;

/**
 * Checks the shape of a tensor at an operation's door: kernels go by the shapes, and would compute with whatever lies beside a tensor that
 * is too small.
 *
 * @param owner the operation: the beginning of the message.
 * @param beside the tensor from whose shape the lengths are known, if the reader has to be told.
 * @throws {ShapeError} when it has another shape.
 */
export function checkShape(owner: string, tensor: Named, expected: Expected, beside?: Named): void {
  for (const name in tensor) if (fits(shapeOf(tensor[name]), expected)) return;
  throw wrongShape(owner, tensor, expected, beside);
}

/** The error itself, for shapes that `expected` alone cannot tell. */
export function wrongShape(owner: string, tensor: Named, expected: Expected, beside?: Named): ShapeError {
  const [[name, value]] = Object.entries(tensor) as [[string, unknown]];
  const [other] = Object.entries(beside ?? {});
  return new ShapeError(
    `${owner}: expected ${name} [${expected.join(', ')}]${other ? ` with ${other[0]} ${shown(other[1])}` : ''}, got ${shown(value)}.`,
  );
}

function shapeOf(value: unknown): readonly number[] | undefined {
  const shape = (value as { shape?: unknown } | undefined)?.shape;
  return Array.isArray(shape) ? (shape as number[]) : undefined;
}

function shown(value: unknown): string {
  const shape = shapeOf(value);
  return shape ? `[${shape.join(', ')}]` : describe(value);
}

function fits(shape: readonly number[] | undefined, expected: Expected): boolean {
  if (!shape) return false;
  const any = expected[0] === '…' ? 1 : 0;
  const before = shape.length - (expected.length - any);
  if (any ? before < 0 : before !== 0) return false;
  for (let i = any; i < expected.length; i++) {
    const length = expected[i]!;
    if (typeof length === 'number' && shape[before + i - any] !== length) return false;
  }
  return true;
}
