import { hasNodeModules } from '@thaw/backend';

import type { Partial } from './partial.ts';
import type { SourceFile } from './source-file.ts';

/** A try that failed; its message goes after the address. */
export class TransferFailure extends Error {
  override readonly name = 'TransferFailure';
  /** Whether the same address may do better the next time. */
  readonly mayPass: boolean;

  constructor(message: string, mayPass: boolean, options?: ErrorOptions) {
    super(message, options);
    this.mayPass = mayPass;
  }
}

/** What has arrived of a file, and of which version it is. */
export interface Arrival {
  partial: Partial;
  /** The strong entity tag of the bytes here; undefined where the file's checksum judges them, or nothing does. */
  tag: string | undefined;
  /** Makes a place for bytes of another version, where the tag and not a checksum holds a file together; undefined otherwise. */
  readonly begin?: (tag: string | undefined) => Partial;
}

/** How a try is made. */
export interface TransferOptions {
  readonly stallSeconds: number;
  readonly signal: AbortSignal | undefined;
  /** Called with how much is here and how much there will be. */
  readonly received: (received: number, total: number | undefined) => void;
}

/**
 * One try: what an address sends of a file is added to what is here. Where something is, the rest alone is asked for, by a range; a
 * server that knows none sends the whole, which takes its place.
 *
 * Bytes without a published checksum are continued only where the server's strong entity tag says that they are of the same version.
 * A page is not let ask for `If-Range` or see `Content-Range` of another origin, so it compares what it sees.
 *
 * @returns what the server says it packed the body with on the way, which `fetch` undoes.
 * @throws {TransferFailure} when the try fails; what arrived stays.
 * @see RFC 9110, section 14, https://www.rfc-editor.org/rfc/rfc9110#section-14
 */
export async function transfer(
  url: string,
  file: SourceFile,
  arrival: Arrival,
  options: TransferOptions,
): Promise<string | undefined> {
  const watch = new StallWatch(options);
  try {
    const response = await fetch(url, {
      headers: requestHeaders(arrival),
      signal: watch.signal,
      cache: 'no-store', // a copy in the browser's own cache would be one more
    });
    watch.touch();
    const encoding = encodingOf(response);
    if (!(await accept(response, arrival))) return encoding;
    const length = Number(response.headers.get('Content-Length') ?? NaN) + arrival.partial.length;
    const total = file.bytes ?? (encoding === undefined && length >= 0 ? length : undefined);
    try {
      await receive(response, file, arrival.partial, watch, (received) => options.received(received, total));
    } catch (error) {
      // Where bytes were unpacked on the way, or nothing tells their version, no range can go on from them.
      const far = `after ${arrival.partial.length} ${file.bytes === undefined ? '' : `of ${file.bytes} `}bytes`;
      const fits = encoding === undefined && (!arrival.begin || arrival.tag !== undefined);
      if (fits) await arrival.partial.keep();
      else await arrival.partial.drop();
      if (error instanceof TransferFailure) throw error;
      options.signal?.throwIfAborted();
      throw new TransferFailure(watch.stalled ?? `broke off ${far}`, true, { cause: error });
    }
    return encoding;
  } catch (error) {
    if (error instanceof TransferFailure) throw error;
    options.signal?.throwIfAborted();
    throw new TransferFailure(watch.stalled ?? unreachable(error), true, { cause: error });
  } finally {
    watch.end();
  }
}

function requestHeaders({ partial: { length: from }, tag }: Arrival): Record<string, string> {
  const inNode = hasNodeModules();
  return {
    ...(inNode && { 'Accept-Encoding': 'identity' }), // a browser lets nobody set it
    ...(from > 0 && { Range: `bytes=${from}-` }),
    ...(from > 0 && inNode && tag !== undefined && { 'If-Range': tag }),
  };
}

/** Whether a body follows that belongs behind what is here, which goes where it does not fit. */
async function accept(response: Response, arrival: Arrival): Promise<boolean> {
  const { status, statusText, headers } = response;
  const from = arrival.partial.length;
  const shown = headers.get('ETag') ?? undefined;
  const tag = shown?.startsWith('"') ? shown : undefined; // a weak one vouches for no bytes
  const range = /^bytes (?:(\d+)-\d+|\*)\/(\d+|\*)$/.exec(headers.get('Content-Range') ?? '');
  if (status === 200) {
    await arrival.partial.drop();
    if (arrival.begin) [arrival.partial, arrival.tag] = [arrival.begin(tag), tag];
    return true;
  }
  const changed = arrival.begin !== undefined && tag !== undefined && tag !== arrival.tag;
  if (status === 206 && from > 0 && !changed && (!range || Number(range[1]) === from)) return true;
  await response.body?.cancel();
  if (status === 416 && from > 0 && !changed && (!range || Number(range[2]) === from)) return false; // all is here
  if (status === 206 || status === 416) {
    await arrival.partial.drop();
    throw new TransferFailure(`sent another part than the one asked for`, true);
  }
  const mayPass = status >= 500 || [408, 425, 429].includes(status);
  throw new TransferFailure(`answered ${`${status} ${statusText}`.trim()}`, mayPass);
}

async function receive(
  response: Response,
  file: SourceFile,
  partial: Partial,
  watch: StallWatch,
  received: (received: number) => void,
): Promise<void> {
  const reader = response.body?.getReader();
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    watch.touch();
    await partial.add(part.value);
    received(partial.length);
    if (file.bytes !== undefined && partial.length > file.bytes) {
      void reader?.cancel().catch(() => undefined);
      return; // whoever judges the bytes finds them too many
    }
  }
}

function encodingOf(response: Response): string | undefined {
  const encoding = response.headers.get('Content-Encoding') ?? 'identity';
  return encoding === 'identity' ? undefined : encoding;
}

/** The reason of a fetch that brought no answer. */
function unreachable(error: unknown): string {
  const { code, message } = ((error as { cause?: unknown }).cause ?? error) as {
    code?: string;
    message: string;
  };
  if (hasNodeModules()) return `cannot be reached (${code ?? message})`;
  return 'cannot be reached, or lets no page of another origin read it (CORS)';
}

/** Ends a request when no byte has come for a while, or when the caller's signal says so. */
class StallWatch {
  readonly signal: AbortSignal;
  /** What failed, once it has. */
  stalled: string | undefined;
  readonly #controller = new AbortController();
  readonly #seconds: number;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor({ stallSeconds, signal }: TransferOptions) {
    this.#seconds = stallSeconds;
    this.signal = signal ? AbortSignal.any([signal, this.#controller.signal]) : this.#controller.signal;
    this.touch();
  }

  /** A byte has come. */
  touch(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.stalled = `sent nothing for ${this.#seconds} seconds`;
      this.#controller.abort();
    }, 1000 * this.#seconds);
  }

  end(): void {
    clearTimeout(this.#timer);
  }
}
