import { ArgumentError, describe } from '@thaw/backend';

import { FileError, readFileBytes, writeBytes } from '../safetensors/file.ts';

/** Where a journal is kept that is no file: in a browser, a place in its storage. */
export interface JournalStore {
  /** What `write` was given last; nothing when it never was. */
  read(): string | undefined | null | Promise<string | undefined | null>;
  /** Keeps the text in place of the one before. */
  write(text: string): void | Promise<void>;
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
  readonly #store: JournalStore;
  readonly #entries: Map<string, JournalEntry>;
  #text: string;

  private constructor(store: JournalStore, text: string, entries: Map<string, JournalEntry>) {
    this.#store = store;
    this.#text = text;
    this.#entries = entries;
  }

  /**
   * @throws {ArgumentError} when the place is neither path nor store, or what it holds is the journal of another search or none.
   * @throws {FileError} when the file cannot be read.
   */
  static async open(owner: string, place: string | JournalStore, heading: JournalHeading): Promise<Journal> {
    const store = storeOf(owner, place);
    const name = typeof place === 'string' ? place : 'of this search';
    const lines = wholeLines((await store.read()) ?? '');
    const first = `${JSON.stringify(heading)}\n`;
    if (lines.length === 0) return new Journal(store, first, new Map());
    requireSame(`${owner}: the journal ${name}`, parse(owner, name, lines, 0), heading);
    const entries = lines.slice(1).map((_, i) => readEntry(owner, name, lines, i + 1));
    return new Journal(
      store,
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
    await this.#store.write(this.#text);
  }
}

function keyOf({ trial, seed, budget }: Pick<JournalEntry, 'trial' | 'seed' | 'budget'>): string {
  return `${trial}/${seed}/${budget ?? ''}`;
}

/** JSON knows no NaN and no infinities. */
function spelled(value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}

function storeOf(owner: string, place: string | JournalStore): JournalStore {
  if (typeof place === 'string' && place !== '') {
    return {
      read: () => readText(place),
      write: (text) => writeBytes(place, new TextEncoder().encode(text)),
    };
  }
  const { read, write } = (typeof place === 'object' ? (place ?? {}) : {}) as Partial<JournalStore>;
  if (typeof read === 'function' && typeof write === 'function') return place as JournalStore;
  throw new ArgumentError(
    `${owner}: journal must be the path of a file, or an object with read() and write(text), got ${describe(place)}.`,
  );
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await readFileBytes(path));
  } catch (error) {
    if (error instanceof FileError && (error.cause as { code?: string }).code === 'ENOENT') return undefined;
    throw error;
  }
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
