import { ArgumentError, describe } from '@thaw/backend';

import { isEntry } from '../safetensors/byte-source.ts';
import { FileError, readFileBytes, writeBytes } from '../safetensors/file.ts';
import type { StoreEntry } from '../stores/store.ts';

/** The text of a journal, wherever it is kept. */
interface Place {
  /** What was written last; undefined when nothing was. */
  read(): Promise<string | undefined>;
  /** Keeps a text in place of the one before, whole or not at all. */
  write(text: string): Promise<void>;
}

/** One run that is over: one trial with one seed and one budget. */
export interface JournalEntry {
  readonly trial: number;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly seed: number;
  readonly budget?: number;
  readonly score: number;
  /** What it reported on the way. */
  readonly reports: readonly number[];
  readonly pruned: boolean;
}

/** What must be the same when a search goes on: by name, as text. */
export type JournalHeading = Readonly<Record<string, string | Readonly<Record<string, string>>>>;

/**
 * The runs of a search as JSON lines, a heading and then one line a run, so that a search that was stopped goes on where it was.
 *
 * It is written whole or not at all after every run. A last line that is not whole, as where a disk was full or a file was copied while it was
 * written, counts as not written.
 */
export class Journal {
  readonly #place: Place;
  readonly #entries: Map<string, JournalEntry>;
  #text: string;

  private constructor(place: Place, text: string, entries: Map<string, JournalEntry>) {
    this.#place = place;
    this.#text = text;
    this.#entries = entries;
  }

  /**
   * @throws {ArgumentError} when the place is neither a path nor an entry of a store, or what it holds is the journal of another search or none.
   * @throws {FileError} when the file cannot be read.
   */
  static async open(owner: string, given: string | StoreEntry, heading: JournalHeading): Promise<Journal> {
    const place = placeOf(owner, given);
    const name = typeof given === 'string' ? given : given.name;
    const lines = wholeLines((await place.read()) ?? '');
    const first = `${JSON.stringify(heading)}\n`;
    if (lines.length === 0) return new Journal(place, first, new Map());
    requireSame(`${owner}: the journal ${name}`, parse(owner, name, lines, 0), heading);
    const entries = lines.slice(1).map((_, i) => readEntry(owner, name, lines, i + 1));
    return new Journal(
      place,
      lines.map((line) => `${line}\n`).join(''),
      new Map(entries.map((entry) => [keyOf(entry), entry])),
    );
  }

  /** The run of a trial, where it was finished. */
  find(trial: number, seed: number, budget: number | undefined): JournalEntry | undefined {
    return this.#entries.get(keyOf({ trial, seed, ...(budget !== undefined && { budget }) }));
  }

  /** Adds a run that is over. */
  async add(entry: JournalEntry): Promise<void> {
    this.#entries.set(keyOf(entry), entry);
    this.#text += `${JSON.stringify(entry, (_, value: unknown) => spelled(value))}\n`;
    await this.#place.write(this.#text);
  }
}

function keyOf({ trial, seed, budget }: Pick<JournalEntry, 'trial' | 'seed' | 'budget'>): string {
  return `${trial}/${seed}/${budget ?? ''}`;
}

/** JSON knows no NaN and no infinities. */
function spelled(value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}

function placeOf(owner: string, given: string | StoreEntry): Place {
  const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
  const decode = (bytes: Uint8Array | undefined): string | undefined =>
    bytes && new TextDecoder().decode(bytes);
  if (isEntry(given)) {
    return {
      read: async () => decode(await entryBytes(given)),
      write: (text) => given.store.write(given.name, encode(text)),
    };
  }
  if (typeof given !== 'string' || given === '') {
    throw new ArgumentError(
      `${owner}: journal must be the path of a file, or { store, name }, got ${describe(given)}.`,
    );
  }
  return {
    read: async () => decode(await fileBytes(given)),
    write: (text) => writeBytes(given, encode(text)),
  };
}

/** Nothing where there is no such file. */
async function fileBytes(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFileBytes(path);
  } catch (error) {
    if (error instanceof FileError && (error.cause as { code?: string }).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Nothing where the store has none of that name. */
async function entryBytes({ store, name }: StoreEntry): Promise<Uint8Array | undefined> {
  if (!(await store.list()).includes(name)) return undefined;
  const source = await store.open(name);
  return source.read(0, source.size);
}

/** Lines that have their end. */
function wholeLines(text: string): string[] {
  return text.split('\n').slice(0, -1);
}

function parse(owner: string, name: string, lines: readonly string[], i: number): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(lines[i]!);
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {
    // said below
  }
  throw new ArgumentError(
    `${owner}: the journal ${name} is damaged in line ${i + 1}, which is no line of a search; name another place, or mend it.`,
  );
}

function readEntry(owner: string, name: string, lines: readonly string[], i: number): JournalEntry {
  const { score, reports, ...rest } = parse(owner, name, lines, i) as unknown as JournalEntry;
  return { ...rest, score: Number(score), reports: (reports ?? []).map(Number) };
}

/** @throws {ArgumentError} that names the first thing that differs. */
function requireSame(journal: string, found: Record<string, unknown>, heading: JournalHeading): void {
  const flat = (value: Record<string, unknown>): Map<string, unknown> =>
    new Map(
      Object.entries(value).flatMap(([name, part]) =>
        typeof part === 'object' && part !== null
          ? Object.entries(part).map(([inner, text]): [string, unknown] => [`${inner} in its ${name}`, text])
          : [[name, part] as [string, unknown]],
      ),
    );
  const [before, now] = [flat(found), flat(heading)];
  for (const name of new Set([...before.keys(), ...now.keys()])) {
    if (before.get(name) === now.get(name)) continue;
    const [was, is] = [before, now].map((all) => (all.has(name) ? String(all.get(name)) : 'none'));
    throw new ArgumentError(
      `${journal} is of another search: it has ${name}: ${was}, and this one ${is}; name another place, or search as before.`,
    );
  }
}
