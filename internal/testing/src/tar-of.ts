/**
 * A tar archive (ustar) of the given texts by name; a name that ends in / is a folder.
 *
 * @param prefix the folder that every name stands in, written where long names have it.
 * @param size the length as every header has it, instead of the true one.
 */
export function tarOf(
  files: Readonly<Record<string, string | Uint8Array>>,
  prefix = '',
  size?: string,
): Uint8Array {
  const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
  const blocks = Object.entries(files).flatMap(([name, content]) => {
    const bytes = typeof content === 'string' ? encode(content) : content;
    const header = new Uint8Array(512);
    header.set(encode(name));
    header.set(encode(size ?? `${bytes.length.toString(8).padStart(11, '0')}\0`), 124);
    header.set(encode(`        ${name.endsWith('/') ? 5 : 0}`), 148);
    header.set(encode('ustar\0' + '00'), 257);
    header.set(encode(prefix), 345);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.set(encode(`${sum.toString(8).padStart(6, '0')}\0 `), 148);
    const filled = new Uint8Array(Math.ceil(bytes.length / 512) * 512);
    filled.set(bytes);
    return [header, filled];
  });
  const parts = [...blocks, new Uint8Array(1024)];
  const archive = new Uint8Array(parts.reduce((total, part) => total + part.length, 0));
  let at = 0;
  for (const part of parts) {
    archive.set(part, at);
    at += part.length;
  }
  return archive;
}
