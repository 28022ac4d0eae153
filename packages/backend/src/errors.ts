/** An argument outside what is allowed. The message says what happened, what was expected and how to mend it. */
export class ArgumentError extends RangeError {
  override readonly name = 'ArgumentError';
}

/** A tensor whose shape does not fit where it was handed. The message gives both shapes and the mend. */
export class ShapeError extends TypeError {
  override readonly name = 'ShapeError';
}
