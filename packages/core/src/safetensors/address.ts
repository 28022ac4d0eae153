/** The address that a source is, if it is one; a file's address is a file. */
export function addressOf(source: unknown): URL | undefined {
  const address =
    source instanceof URL
      ? source
      : typeof source === 'string' && /^(https?|blob|data):/.test(source)
        ? new URL(source)
        : undefined;
  return address?.protocol === 'file:' ? undefined : address;
}
