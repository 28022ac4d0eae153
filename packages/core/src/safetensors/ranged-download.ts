import type { ByteSource } from './byte-source.ts';
import { DownloadError } from './file.ts';

/** So much is asked for at first: most headers lie within. */
const FIRST_BYTES = 65_536;

/**
 * What stands at an address, part by part, by HTTP's ranges. A server that knows none sends the whole, which is then kept; so is
 * what is no longer than the first part.
 *
 * A single range needs no leave from a server of another origin. The length that the server tells is checked with every part, and its
 * entity tag where it shows one, so that no tensor is made of two versions of a file.
 *
 * @throws {DownloadError} when the address does not hand out its bytes, now or later.
 * @see RFC 9110, section 14, https://www.rfc-editor.org/rfc/rfc9110#section-14
 */
export async function openAddress(address: URL): Promise<ByteSource> {
  const first = await fetchPart(address, 0, FIRST_BYTES);
  if (first.total === undefined || first.total <= first.bytes.length) return whole(first.bytes);
  const { total, tag } = first;
  return {
    size: total,
    read: async (begin, end) => {
      if (end <= first.bytes.length) return first.bytes.subarray(begin, end);
      if (begin === end) return new Uint8Array(0);
      const part = await fetchPart(address, begin, end);
      const changed = (part.total ?? part.bytes.length) !== total || part.tag !== tag;
      if (changed) throw new DownloadError(`${address.href} changed while it was read; open it anew.`);
      if (part.total === undefined) return part.bytes.subarray(begin, end); // all of it, this time
      if (part.bytes.length === end - begin) return part.bytes;
      throw new DownloadError(
        `${address.href} gave ${part.bytes.length} bytes where ${end - begin} were asked for, from byte ${begin} on.`,
      );
    },
  };
}

function whole(bytes: Uint8Array): ByteSource {
  return { size: bytes.length, read: async (begin, end) => bytes.subarray(begin, end) };
}

interface Part {
  readonly bytes: Uint8Array;
  /** How long the whole is; undefined where these bytes are the whole. */
  readonly total: number | undefined;
  readonly tag: string | null;
}

async function fetchPart(address: URL, begin: number, end: number): Promise<Part> {
  // blob: and data: are in memory already, and not every engine knows ranges of them.
  const ranged = /^https?:$/.test(address.protocol);
  const headers: Record<string, string> = ranged ? { Range: `bytes=${begin}-${end - 1}` } : {};
  const response = await fetch(address, { headers }).catch((cause: unknown) => {
    throw new DownloadError(`${address.href} cannot be reached.`, { cause });
  });
  if (response.status === 416 && begin === 0)
    return { bytes: new Uint8Array(0), total: undefined, tag: null };
  if (!response.ok)
    throw new DownloadError(`${address.href} answered ${response.status} ${response.statusText}.`);
  const tag = response.headers.get('ETag');
  const range = /^bytes (\d+)-\d+\/(\d+)$/.exec(response.headers.get('Content-Range') ?? '');
  if (response.status === 206 && Number(range?.[1]) !== begin) {
    await response.body?.cancel();
    throw new DownloadError(
      `${address.href} was asked for bytes from ${begin} on and answered ${response.headers.get('Content-Range') ?? 'without saying which'}.`,
    );
  }
  const bytes = new Uint8Array(await response.arrayBuffer());
  return { bytes, total: response.status === 206 ? Number(range![2]) : undefined, tag };
}
