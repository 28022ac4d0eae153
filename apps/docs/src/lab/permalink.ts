import type { SettingValues } from '../sandbox/messages.ts';

/** What a link to a Lab keeps. */
export interface Kept {
  /** The experiment's id. */
  readonly lab: string;
  readonly seed: number;
  readonly settings: SettingValues;
  /** The reader's code, where it was changed. */
  readonly code?: string;
}

const mark = '#lab=';

/** The part of an address, from `#` on, that keeps a Lab's state. */
export async function toHash(kept: Kept): Promise<string> {
  const text = new Blob([JSON.stringify(kept)]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  const bytes = new Uint8Array(await new Response(text).arrayBuffer());
  const letters = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return mark + btoa(letters).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** What the hash of an address keeps for a Lab; undefined when it is of something else, or damaged. */
export async function fromHash(hash: string, lab: string): Promise<Kept | undefined> {
  if (!hash.startsWith(mark)) return undefined;
  try {
    const letters = atob(hash.slice(mark.length).replaceAll('-', '+').replaceAll('_', '/'));
    const bytes = Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
    const kept: unknown = JSON.parse(await new Response(stream).text());
    return isKept(kept) && kept.lab === lab ? kept : undefined;
  } catch {
    return undefined;
  }
}

/** A link may come from anybody. */
function isKept(value: unknown): value is Kept {
  const { lab, seed, settings, code } = (value ?? {}) as Partial<Record<keyof Kept, unknown>>;
  return (
    typeof lab === 'string' &&
    typeof seed === 'number' &&
    Number.isInteger(seed) &&
    seed >= 0 &&
    typeof settings === 'object' &&
    settings !== null &&
    Object.values(settings).every((each) => typeof each === 'number' || typeof each === 'string') &&
    (code === undefined || typeof code === 'string')
  );
}
