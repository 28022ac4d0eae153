import { type HostTensor, LARGEST_HEADER_BYTES, PREFIX_BYTES, SafetensorsError } from './format.ts';

/**
 * Reads named float32 tensors from safetensors bytes. Everything the header says is checked against the bytes that are
 * there before a single number is read.
 *
 * @param source how messages name the bytes: a path or an address.
 * @throws {SafetensorsError} when the bytes are cut short, the header is no JSON object, offsets overlap, leave gaps or
 * lie outside the file, or a tensor's type is not F32.
 * @see https://github.com/huggingface/safetensors#format
 */
export function decodeSafetensors(given: Uint8Array, source = 'these bytes'): Map<string, HostTensor> {
  // Node's Buffer is a Uint8Array whose slice() does not copy.
  const bytes = new Uint8Array(given.buffer, given.byteOffset, given.byteLength);
  const fail = (fault: string): never => {
    throw new SafetensorsError(`${source}: ${fault} Save or download it anew.`);
  };
  if (bytes.length < PREFIX_BYTES) {
    fail(`no safetensors file: expected at least ${PREFIX_BYTES} bytes, got ${bytes.length}.`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerBytes = Number(view.getBigUint64(0, true));
  if (headerBytes > LARGEST_HEADER_BYTES) {
    if (bytes[0] === 0x3c) {
      throw new SafetensorsError(
        `${source}: no safetensors file but, it seems, an HTML page; is the address right?`,
      );
    }
    fail(
      `no safetensors file: it announces a header of ${headerBytes} bytes, and at most ${LARGEST_HEADER_BYTES} are allowed.`,
    );
  }
  const begin = PREFIX_BYTES + headerBytes;
  if (begin > bytes.length)
    fail(`truncated: its header should end at byte ${begin}, and the file has ${bytes.length}.`);

  let next = 0;
  const tensors = new Map<string, HostTensor>();
  for (const entry of readHeader(bytes.subarray(PREFIX_BYTES, begin), fail)) {
    const { name, dtype, shape, offsets } = entry;
    const [first, end] = offsets;
    if (dtype !== 'F32') fail(`tensor "${name}" has type ${dtype}, and only F32 can be read here.`);
    const length = 4 * shape.reduce((product, axis) => product * axis, 1);
    if (end - first !== length) {
      fail(
        `tensor "${name}" of shape [${shape.join(', ')}] needs ${length} bytes, and its offsets span ${end - first}.`,
      );
    }
    if (first !== next)
      fail(`tensor "${name}" should begin at byte ${next} of the data, and its offsets say ${first}.`);
    if (begin + end > bytes.length) {
      fail(
        `truncated: tensor "${name}" should end at byte ${begin + end}, and the file has ${bytes.length}.`,
      );
    }
    next = end;
    const copy = bytes.slice(begin + first, begin + end); // aligned, whatever the offset was
    tensors.set(name, { shape, data: new Float32Array(copy.buffer) });
  }
  if (begin + next !== bytes.length)
    fail(`its tensors end at byte ${begin + next}, and the file has ${bytes.length}.`);
  return tensors;
}

interface Entry {
  name: string;
  dtype: string;
  shape: number[];
  offsets: [number, number];
}

/** The entries of the header in the order of their data. */
function readHeader(bytes: Uint8Array, fail: (fault: string) => never): Entry[] {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return fail('its header is not valid JSON.');
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header))
    return fail('its header is no JSON object.');
  const entries: Entry[] = [];
  for (const [name, value] of Object.entries(header)) {
    if (name === '__metadata__') continue;
    const { dtype, shape, data_offsets: offsets } = (value ?? {}) as Record<string, unknown>;
    if (typeof dtype !== 'string' || !isLengths(shape) || !isLengths(offsets) || offsets.length !== 2) {
      return fail(`its header does not give dtype, shape and data_offsets of tensor "${name}".`);
    }
    entries.push({ name, dtype, shape, offsets: offsets as [number, number] });
  }
  return entries.sort((a, b) => a.offsets[0] - b.offsets[0] || a.offsets[1] - b.offsets[1]);
}

function isLengths(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((length) => Number.isSafeInteger(length) && length >= 0);
}
