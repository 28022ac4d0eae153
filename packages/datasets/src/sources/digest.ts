import { hasNodeModules, importOptional } from '@thaw/backend';

interface NodeCrypto {
  createHash(name: string): { update(bytes: Uint8Array): { digest(form: 'hex'): string } };
}

/**
 * The checksum of bytes, in lower-case hexadecimal.
 *
 * It is the platform's own where there is one. Browsers have no md5, and sha256 on secure pages alone: the rest is @noble/hashes',
 * which is loaded when it is needed.
 */
export async function digest(algorithm: 'sha256' | 'md5', bytes: Uint8Array): Promise<string> {
  if (hasNodeModules()) {
    const { createHash } = await importOptional<NodeCrypto>('node:crypto');
    return createHash(algorithm).update(bytes).digest('hex');
  }
  if (algorithm === 'md5') return hexadecimal((await import('@noble/hashes/legacy.js')).md5(bytes));
  const { subtle } = crypto as { subtle?: SubtleCrypto };
  if (!subtle) return hexadecimal((await import('@noble/hashes/sha2.js')).sha256(bytes));
  return hexadecimal(new Uint8Array(await subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>)));
}

function hexadecimal(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
