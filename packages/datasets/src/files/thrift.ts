/** A value of Thrift's compact protocol: numbers, bytes, lists and structs whose fields have numbers. */
type ThriftValue = number | bigint | boolean | Uint8Array | readonly ThriftValue[] | ThriftStruct;

/** Fields by their numbers. */
export type ThriftStruct = ReadonlyMap<number, ThriftValue>;

/** How deep structs and lists may lie in each other: those of Parquet are no deeper than eight. */
const DEEPEST = 24;

/**
 * Reads one struct of Thrift's compact protocol, in which the headers of a Parquet file are written.
 *
 * No list is made before the bytes that its elements take at least are known to be there, and none nests without end: what a file
 * says of itself must be looked at before anybody makes arrays by it.
 *
 * @returns the struct, and where it ends.
 * @throws {RangeError} when the bytes end before, or are no such struct.
 * @see https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
 */
export function readThrift(bytes: Uint8Array, begin: number): { struct: ThriftStruct; end: number } {
  let at = begin;
  const byte = (): number => {
    if (at >= bytes.length) throw new RangeError('the header is cut');
    return bytes[at++]!;
  };
  const varint = (): bigint => {
    let [value, shift] = [0n, 0n];
    for (;;) {
      const next = byte();
      value |= BigInt(next & 0x7f) << shift;
      if (next < 0x80) return value;
      shift += 7n;
      if (shift > 63n) throw new RangeError('a number in the header has no end');
    }
  };
  const zigzag = (): number => {
    const value = varint();
    return Number((value >> 1n) ^ -(value & 1n));
  };
  const take = (length: number): Uint8Array => {
    if (length > bytes.length - at) throw new RangeError('the header is cut');
    return bytes.subarray(at, (at += length));
  };
  const value = (type: number, depth: number): ThriftValue => {
    if (depth > DEEPEST) throw new RangeError('the header nests too deeply');
    if (type === 1 || type === 2) return type === 1;
    if (type === 3) return byte();
    if (type === 4 || type === 5 || type === 6) return zigzag();
    if (type === 7) return take(8);
    if (type === 8) return take(Number(varint()));
    if (type === 9 || type === 10) return list(depth);
    if (type === 12) return struct(depth);
    throw new RangeError('the header holds a value of no kind');
  };
  const list = (depth: number): ThriftValue[] => {
    const head = byte();
    const length = head >> 4 === 15 ? Number(varint()) : head >> 4;
    if (length > bytes.length - at) throw new RangeError('a list in the header is longer than the file');
    const type = head & 15;
    return Array.from({ length }, () => (type === 1 || type === 2 ? byte() === 1 : value(type, depth + 1)));
  };
  const struct = (depth: number): ThriftStruct => {
    const fields = new Map<number, ThriftValue>();
    let id = 0;
    for (;;) {
      const head = byte();
      if ((head & 15) === 0) return fields;
      id = head >> 4 ? id + (head >> 4) : zigzag();
      fields.set(id, value(head & 15, depth + 1));
    }
  };
  return { struct: struct(0), end: at };
}
