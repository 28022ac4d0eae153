/**
 * The first `most` bytes of what gzip packed, or all where there are fewer; no more than that is ever held.
 *
 * It is the platform's own `DecompressionStream`: browsers, workers, Node, Deno and Bun have one.
 *
 * @throws {TypeError} when the bytes are not gzip, or end too early.
 */
export async function unzipAtMost(packed: Uint8Array, most: number): Promise<Uint8Array> {
  const stream = new Blob([packed as Uint8Array<ArrayBuffer>]).stream();
  const reader = stream.pipeThrough(new DecompressionStream('gzip')).getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  while (length < most) {
    const { done, value } = await reader.read();
    if (done) break;
    chunks.push(value.subarray(0, most - length));
    length += chunks.at(-1)!.length;
  }
  if (length === most) await reader.cancel();
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
