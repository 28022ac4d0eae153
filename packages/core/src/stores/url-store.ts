import { ArgumentError, describe } from '@thaw/backend';

import { openAddress } from '../safetensors/ranged-download.ts';
import { type Store, StoreError } from './store.ts';

/**
 * What stands below an address, to be read: tensor by tensor with `openSafetensors`, where the server knows ranges. A name may have
 * several parts, with / between them.
 *
 * It cannot be listed or written: `list`, `write` and `remove` throw a {@link StoreError}.
 *
 * @param base an address; a page's own may be given in part, such as `'models/'`.
 * @throws {ArgumentError} when it is no address.
 * @example
 * ```ts
 * import { urlStore } from '@thaw/core/stores';
 *
 * const store = urlStore('https://huggingface.co/openai-community/gpt2/resolve/main');
 * console.log(store.title); // https://huggingface.co/openai-community/gpt2/resolve/main/
 * // const file = await openSafetensors({ store, name: 'model.safetensors' });
 * ```
 */
export function urlStore(base: string | URL): Store {
  const address = addressOfBase(base);
  const refuse = (verb: string) => async (): Promise<never> => {
    throw new StoreError(`${address.href} cannot be ${verb}: an address is only read; take another store.`);
  };
  return {
    title: address.href,
    list: refuse('listed'),
    open: async (name) => openAddress(below(address, name)),
    write: refuse('written to'),
    remove: refuse('written to'),
  };
}

function addressOfBase(base: string | URL): URL {
  const { location } = globalThis as { location?: { href: string } };
  try {
    const address = new URL(base, location?.href);
    if (!address.pathname.endsWith('/')) address.pathname += '/';
    return address;
  } catch {
    throw new ArgumentError(
      `urlStore: its argument is an address, such as 'https://example.org/models', got ${describe(base)}.`,
    );
  }
}

/** The address of a name, which must lie below. */
function below(base: URL, name: string): URL {
  const parts = typeof name === 'string' ? name.split('/') : [];
  if (parts.length === 0 || parts.some((part) => ['', '.', '..'].includes(part))) {
    throw new ArgumentError(
      `urlStore: a name is a path below the address, such as 'model.safetensors', got ${describe(name)}.`,
    );
  }
  const address = new URL(base);
  address.pathname += parts.map(encodeURIComponent).join('/');
  return address;
}
