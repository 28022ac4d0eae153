import { type Checksum, mismatch } from './checksum.ts';
import type { SourceFile } from './source-file.ts';
import { TransferFailure } from './transfer.ts';

/**
 * Holds what an address sent against what the file should be: no page of HTML, of the right length, of the right checksum.
 *
 * @param encoding what the server says it packed the body with on the way.
 * @throws {TransferFailure} when it is not the file; only what is too short may pass, as its end may still come.
 */
export async function checkBody(
  file: SourceFile,
  bytes: Uint8Array,
  expected: Checksum | undefined,
  encoding: string | undefined,
): Promise<void> {
  const page = file.path.endsWith('.html') ? undefined : pageOfHtml(bytes);
  if (page !== undefined) throw new TransferFailure(`sent ${page}, not the file`, false);
  const unpacked = unpackedOnTheWay(file, bytes, encoding);
  if (file.bytes !== undefined && bytes.length < file.bytes) {
    throw new TransferFailure(
      `ended after ${bytes.length} of ${file.bytes} bytes${unpacked}`,
      unpacked === '',
    );
  }
  if (file.bytes !== undefined && bytes.length > file.bytes) {
    throw new TransferFailure(`sent more than the ${file.bytes} bytes of the file${unpacked}`, false);
  }
  const fault = expected && (await mismatch(bytes, expected));
  if (fault !== undefined) {
    throw new TransferFailure(`sent ${bytes.length} bytes of another file: ${fault}${unpacked}`, false);
  }
}

/** How to speak of bytes that are a page of HTML, as servers send them in place of a file; undefined where they are none. */
function pageOfHtml(bytes: Uint8Array): string | undefined {
  const start = new TextDecoder().decode(bytes.subarray(0, 4096));
  if (!/^\s*(<\?xml[^>]*>\s*|<!--[^]*?-->\s*)*<(!doctype\s+html|html)\b/i.test(start)) return undefined;
  const title = /<title[^>]*>([^<]*)/i.exec(start)?.[1]?.replace(/\s+/g, ' ').trim();
  return title ? `a page of HTML, ${JSON.stringify(title.slice(0, 80))}` : 'a page of HTML';
}

/** The clause that tells of a file that is gzip by its name and not by its bytes; empty where there is no such. */
function unpackedOnTheWay(file: SourceFile, bytes: Uint8Array, encoding: string | undefined): string {
  if (!/\.(gz|tgz)$/.test(file.path) || (bytes[0] === 0x1f && bytes[1] === 0x8b)) return '';
  return encoding === undefined
    ? ', and it is not gzip'
    : `, for it was unpacked on the way: the server says Content-Encoding: ${encoding}`;
}
