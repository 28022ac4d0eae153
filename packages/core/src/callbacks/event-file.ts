/**
 * The files TensorBoard reads: records of TFRecord, each a serialized `tensorflow.Event`.
 *
 * record = length (uint64) · crc(length) · data · crc(data), little-endian; each CRC is CRC-32C (Castagnoli), turned right by 15
 * bits plus 0xa282ead8, so that a CRC of data with CRCs in it is sound.
 *
 * @see https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/util/event.proto
 * @see https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/lib/io/record_writer.h
 */

/** What one event says: the version of the file, or figures by their tags. */
export interface EventContent {
  /** Seconds since 1970. */
  readonly wallTime: number;
  readonly step?: number;
  readonly fileVersion?: string;
  readonly scalars?: Readonly<Record<string, number>>;
}

/** One event as a record. */
export function eventRecord(content: EventContent): Uint8Array {
  const data = Uint8Array.from(eventBytes(content));
  const length = Uint8Array.from(littleEndian(8, (view) => view.setUint32(0, data.length, true)));
  return Uint8Array.from([...length, ...checksum(length), ...data, ...checksum(data)]);
}

/** Event { double wall_time = 1; int64 step = 2; string file_version = 3; Summary summary = 5 } in the wire format of protobuf. */
function eventBytes({ wallTime, step, fileVersion, scalars }: EventContent): number[] {
  const bytes = [0x09, ...littleEndian(8, (view) => view.setFloat64(0, wallTime, true))];
  if (step !== undefined) bytes.push(0x10, ...varint(step));
  if (fileVersion !== undefined) bytes.push(...delimited(3, utf8(fileVersion)));
  if (scalars) {
    const values = Object.entries(scalars).flatMap(([tag, value]) => delimited(1, valueBytes(tag, value)));
    bytes.push(...delimited(5, values));
  }
  return bytes;
}

/** Summary.Value { string tag = 1; float simple_value = 2 } */
function valueBytes(tag: string, value: number): number[] {
  return [...delimited(1, utf8(tag)), 0x15, ...littleEndian(4, (view) => view.setFloat32(0, value, true))];
}

/** A field whose length stands before it: wire type 2. */
function delimited(field: number, bytes: readonly number[]): number[] {
  return [field * 8 + 2, ...varint(bytes.length), ...bytes];
}

/** A whole number from 0 to 2⁵³ in groups of seven bits, the lowest first. */
function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push(128 + (rest % 128));
  return [...bytes, rest];
}

function utf8(text: string): number[] {
  return [...new TextEncoder().encode(text)];
}

function littleEndian(size: number, write: (view: DataView) => void): number[] {
  const bytes = new Uint8Array(size);
  write(new DataView(bytes.buffer));
  return [...bytes];
}

/** The masked CRC. Bit by bit: an event has some hundred bytes. */
function checksum(bytes: Uint8Array): number[] {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0x82f63b78 : 0);
  }
  crc = ~crc;
  const masked = ((crc >>> 15) | (crc << 17)) + 0xa282ead8;
  return littleEndian(4, (view) => view.setUint32(0, masked >>> 0, true));
}
