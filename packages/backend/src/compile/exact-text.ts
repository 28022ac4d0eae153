/**
 * JSON that tells all numbers apart: NaN, the infinities and −0, for which it has no words, are words here. So what has the same text
 * computes the same bits, and may share a kernel or a value.
 *
 * The order of an object's keys counts.
 */
export function exactText(value: unknown): string {
  return JSON.stringify(value, wordsFor) ?? 'undefined';
}

const wordsFor = (_: string, value: unknown): unknown => {
  if (typeof value !== 'number' || (Number.isFinite(value) && !Object.is(value, -0))) return value;
  return `number ${Object.is(value, -0) ? '-0' : value}`;
};
