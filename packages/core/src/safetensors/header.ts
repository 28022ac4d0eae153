import { arrayOf, isDtype } from './dtypes.ts';
import { LARGEST_HEADER_BYTES, METADATA, PREFIX_BYTES, SafetensorsError, type TensorInfo } from './format.ts';
import { HeaderFault, HeaderScanner } from './header-scanner.ts';

/** What the header of a file says. */
export interface Header {
  /** In the order of their bytes. */
  readonly tensors: Map<string, TensorInfo>;
  readonly metadata: Map<string, string>;
}

/**
 * Where the header of a file ends, by its first 8 bytes.
 *
 * @param fileBytes how long the file is.
 * @throws {SafetensorsError} when the file is too short, or the header longer than the file or 100 MB.
 */
export function headerEnd(prefix: Uint8Array, fileBytes: number, source: string): number {
  const fail = failing(source);
  if (fileBytes < PREFIX_BYTES)
    fail(`no safetensors file: expected at least ${PREFIX_BYTES} bytes, got ${fileBytes}.`);
  const view = new DataView(prefix.buffer, prefix.byteOffset, prefix.byteLength);
  const headerBytes = Number(view.getBigUint64(0, true));
  if (headerBytes > LARGEST_HEADER_BYTES) {
    if (prefix[0] === 0x3c) {
      throw new SafetensorsError(
        `${source}: no safetensors file but, it seems, an HTML page; is the address right?`,
      );
    }
    fail(
      `no safetensors file: it announces a header of ${headerBytes} bytes, and at most ${LARGEST_HEADER_BYTES} are allowed.`,
    );
  }
  const end = PREFIX_BYTES + headerBytes;
  if (end > fileBytes)
    fail(`truncated: its header should end at byte ${end}, and the file has ${fileBytes}.`);
  return end;
}

/**
 * Reads a header and checks all it says against the length of the file, before a single number is read.
 *
 * @param bytes the header alone.
 * @throws {SafetensorsError} when it is not the JSON of the format, a key stands twice, a type is unknown, or the tensors do not
 * fill the rest of the file one after the other.
 */
export function parseHeader(bytes: Uint8Array, fileBytes: number, source: string): Header {
  const fail = failing(source);
  const { metadata, entries } = readEntries(bytes, fail);
  const dataBegin = PREFIX_BYTES + bytes.length;
  let next = 0;
  const tensors = new Map<string, TensorInfo>();
  for (const { name, dtype, shape, offsets } of entries) {
    const [first, end] = offsets as [number, number];
    if (!isDtype(dtype)) {
      throw new SafetensorsError(
        `${source}: tensor "${name}" has type ${dtype}, ` +
          (/^(F4|F6)/.test(dtype)
            ? 'whose numbers are smaller than a byte: they cannot be read here; convert it to F8_E4M3 or F16 first.'
            : 'which cannot be read here; convert it to F32 first.'),
      );
    }
    const length = arrayOf(dtype).BYTES_PER_ELEMENT * shape.reduce((product, axis) => product * axis, 1);
    if (end - first !== length) {
      fail(
        `tensor "${name}" of type ${dtype} and shape [${shape.join(', ')}] needs ${length} bytes, and its offsets span ${end - first}.`,
      );
    }
    if (first !== next)
      fail(`tensor "${name}" should begin at byte ${next} of the data, and its offsets say ${first}.`);
    if (dataBegin + end > fileBytes) {
      fail(
        `truncated: tensor "${name}" should end at byte ${dataBegin + end}, and the file has ${fileBytes}.`,
      );
    }
    next = end;
    tensors.set(name, { dtype, shape, begin: dataBegin + first, end: dataBegin + end });
  }
  if (dataBegin + next !== fileBytes)
    fail(`its tensors end at byte ${dataBegin + next}, and the file has ${fileBytes}.`);
  return { tensors, metadata };
}

interface Entry {
  name: string;
  dtype: string;
  shape: number[];
  offsets: number[];
}

/** The entries of the header in the order of their data. */
function readEntries(
  bytes: Uint8Array,
  fail: (fault: string) => never,
): { metadata: Map<string, string>; entries: Entry[] } {
  const metadata = new Map<string, string>();
  const entries: Entry[] = [];
  let reading = 'is not valid JSON';
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    if (/^[^{]/.test(text)) reading = 'is no JSON object';
    const scanner = new HeaderScanner(text);
    scanner.object((name) => {
      if (name === METADATA) {
        reading = 'gives metadata that are not texts by name';
        scanner.object((key) => void metadata.set(key, scanner.string()));
      } else {
        reading = `does not give dtype, shape and data_offsets of tensor ${JSON.stringify(name)}`;
        entries.push(readEntry(name, scanner));
      }
      reading = 'is not valid JSON';
    });
    scanner.end();
  } catch (error) {
    return fail((error instanceof HeaderFault && error.message) || `its header ${reading}.`);
  }
  return {
    metadata,
    entries: entries.sort(
      (a, b) => a.offsets[0]! - b.offsets[0]! || a.offsets[1]! - b.offsets[1]! || (a.name < b.name ? -1 : 1),
    ),
  };
}

/** Exactly these three fields, in any order. @throws {HeaderFault} when there are others. */
function readEntry(name: string, scanner: HeaderScanner): Entry {
  let dtype: string | undefined;
  let shape: number[] | undefined;
  let offsets: number[] | undefined;
  scanner.object((field) => {
    if (field === 'dtype') dtype = scanner.string();
    else if (field === 'shape') shape = scanner.integers();
    else if (field === 'data_offsets') offsets = scanner.integers();
    else throw new HeaderFault();
  });
  if (dtype === undefined || !shape || offsets?.length !== 2) throw new HeaderFault();
  return { name, dtype, shape, offsets };
}

function failing(source: string): (fault: string) => never {
  return (fault) => {
    throw new SafetensorsError(`${source}: ${fault} Save or download it anew.`);
  };
}
