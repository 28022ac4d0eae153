const numbers = /* @__PURE__ */ new WeakMap<object, number>();
let count = 0;

/** A number for an object or a function, the same whenever it is asked for: what two texts are compared by. */
export function identityOf(value: object): number {
  let number = numbers.get(value);
  if (number === undefined) numbers.set(value, (number = ++count));
  return number;
}
