import { ArgumentError, checkOptions, describe } from '@thaw/backend';

import { arrayOf, type Dtype, dtypes } from './dtypes.ts';
import { type Bytes, type HostTensor, METADATA, PREFIX_BYTES, type StoredTensor } from './format.ts';

/** Options of `encodeSafetensors`. */
export interface EncodeOptions {
  /** Texts about the file, by name; they are written in this order. @defaultValue none */
  readonly metadata?: ReadonlyMap<string, string> | Readonly<Record<string, string>>;
}

/**
 * Writes named tensors as safetensors bytes: the header's length, the header as JSON, padded with blanks to a multiple of
 * eight, then the numbers, low byte first. They stand in the order in which the format's own library writes them, and the bytes
 * are the same as its: larger numbers first, so that all are aligned, and by name where they are of one type.
 *
 * A tensor without a dtype is F32. The bits of other types are written as they are: what was read comes out the same.
 *
 * @throws {ArgumentError} when numbers do not fill their shape, are in another typed array than their type's, or a name is no text
 * that can be written.
 * @see https://github.com/huggingface/safetensors#format
 * @example
 * ```ts
 * import { decodeSafetensors, encodeSafetensors } from '@thaw/core';
 *
 * const tensors = new Map([['bias', { shape: [2], data: new Float32Array([1, 2]) }]]);
 * const bytes = encodeSafetensors(tensors, { metadata: { about: 'two numbers' } });
 * console.log(decodeSafetensors(bytes).get('bias')!.data); // Float32Array [ 1, 2 ]
 * ```
 */
export function encodeSafetensors(
  tensors: ReadonlyMap<string, HostTensor | StoredTensor>,
  options: EncodeOptions = {},
): Bytes {
  checkOptions('encodeSafetensors', options, ['metadata']);
  const { metadata = {} } = options;
  const texts = [
    ...(metadata instanceof Map ? metadata : Object.entries(metadata as Record<string, string>)),
  ];
  const stored = [...tensors].map(([name, tensor]) => ({ name, rank: check(name, tensor), ...tensor }));
  stored.sort((a, b) => b.rank - a.rank || compare(a.name, b.name));

  // Written by hand: an object would put names such as "0" first and lose "__proto__".
  const fields: string[] = [];
  if (texts.length > 0) fields.push(`${quoted(METADATA)}:{${texts.map(textField).join(',')}}`);
  let length = 0;
  for (const { name, rank, shape, data } of stored) {
    const offsets = [length, (length += data.byteLength)];
    fields.push(`${quoted(name)}:${JSON.stringify({ dtype: dtypes[rank], shape, data_offsets: offsets })}`);
  }
  const json = new TextEncoder().encode(`{${fields.join(',')}}`);
  const headerBytes = Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(PREFIX_BYTES + headerBytes + length);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(headerBytes), true);
  bytes.fill(0x20, PREFIX_BYTES, PREFIX_BYTES + headerBytes);
  bytes.set(json, PREFIX_BYTES);
  let offset = PREFIX_BYTES + headerBytes;
  for (const { data } of stored) {
    // Every platform that runs WebAssembly stores numbers low byte first.
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), offset);
    offset += data.byteLength;
  }
  return bytes;
}

/** Checks one tensor and gives the rank of its type. */
function check(name: string, { shape, data, ...rest }: HostTensor | StoredTensor): number {
  const { dtype = 'F32' } = rest as { dtype?: Dtype };
  const refuse = (fault: string): never => {
    throw new ArgumentError(`encodeSafetensors: tensor ${JSON.stringify(name)} ${fault}`);
  };
  if (name === METADATA) refuse('has the name under which metadata stand; give it another.');
  const rank = dtypes.indexOf(dtype);
  if (rank < 0) refuse(`has type ${describe(dtype)}; the types are ${dtypes.join(', ')}.`);
  const array = arrayOf(dtype);
  if (!(data instanceof (array as unknown as new () => object))) {
    refuse(
      `of type ${dtype} must be in a ${(array as unknown as { name: string }).name}, got ${describe(data)}.`,
    );
  }
  const size = shape.reduce((product, axis) => product * axis, 1);
  if (data.length !== size) {
    refuse(`of shape [${shape.join(', ')}] needs ${size} numbers, got ${data.length}.`);
  }
  return rank;
}

function textField([name, text]: readonly [string, string]): string {
  if (typeof text === 'string') return `${quoted(name)}:${quoted(text)}`;
  throw new ArgumentError(
    `encodeSafetensors: metadata are texts, and ${JSON.stringify(name)} is ${describe(text)}; write it as JSON.`,
  );
}

function quoted(text: string): string {
  if (!/\p{Surrogate}/u.test(text)) return JSON.stringify(text);
  throw new ArgumentError(
    `encodeSafetensors: ${JSON.stringify(text)} holds half of a surrogate pair, which cannot be written as UTF-8.`,
  );
}

/** In the order of their UTF-8 bytes, which is that of their code points. */
function compare(a: string, b: string): number {
  const [left, right] = [[...a], [...b]];
  const differing = left.findIndex((character, i) => character !== right[i]);
  if (differing < 0) return left.length - right.length;
  return (left[differing]?.codePointAt(0) ?? -1) - (right[differing]?.codePointAt(0) ?? -1);
}
