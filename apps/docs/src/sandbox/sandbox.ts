import { inOrder, type Library } from './modules.ts';
import type { ModuleText, Report, Request, RunRequest, ShownReport } from './messages.ts';

/** The reader's code, compiled: what it is, and the modules it imports. */
export interface Program {
  readonly code: string;
  readonly imports: readonly string[];
}

/** What a sandbox tells while it starts, beside the reports from within. */
interface SandboxEvents {
  /** A report from within: material to show, never to trust. */
  hear(report: ShownReport): void;
  /** How much of the runtime is here, from 0 to 1. */
  arrived(part: number): void;
}

/**
 * A frame of an opaque origin with a worker in it, in which a reader's code runs: it reaches neither the page, nor its
 * storage, nor the network. It lasts for one run; `end` stops it whatever the code does.
 */
export class Sandbox {
  readonly #library: Library;
  readonly #events: SandboxEvents;
  readonly #frame: HTMLIFrameElement = document.createElement('iframe');
  readonly #channel = new MessageChannel();
  readonly #sent = new Set<string>();
  #ended = false;

  constructor(library: Library, events: SandboxEvents) {
    this.#library = library;
    this.#events = events;
  }

  /** Starts the frame, sends what the program needs, and runs it. */
  async run(program: Program, request: RunRequest): Promise<void> {
    const manifest = await this.#library.manifest();
    if (this.#ended) return;
    const keys = inOrder(manifest, ['core/index', ...program.imports]);
    const [modules] = await Promise.all([
      this.#library.texts(keys, this.#events.arrived),
      this.#open(manifest.frame, manifest.worker),
    ]);
    if (this.#ended) return;
    this.#send([...modules, { key: READER, code: program.code }]);
    this.post({ type: 'run', key: READER, ...request });
  }

  post(request: Request): void {
    this.#channel.port1.postMessage(request);
  }

  /** Takes the frame out of the page; the worker in it is stopped, even in a loop without end. */
  end(): void {
    this.#ended = true;
    this.#channel.port1.close();
    removeEventListener('message', this.#fromFrame);
    this.#frame.remove();
  }

  #send(modules: readonly ModuleText[]): void {
    for (const { key } of modules) this.#sent.add(key);
    this.post({ type: 'modules', modules });
  }

  async #open(document: string, worker: string): Promise<void> {
    const { port1: port } = this.#channel;
    port.onmessage = ({ data }: MessageEvent<Report>) => {
      if (this.#ended) return;
      if (data.type === 'need') void this.#bring(String(data.key));
      else this.#events.hear(data);
    };
    addEventListener('message', this.#fromFrame);
    this.#frame.setAttribute('sandbox', 'allow-scripts');
    this.#frame.setAttribute('aria-hidden', 'true');
    this.#frame.title = 'sandbox';
    this.#frame.tabIndex = -1;
    this.#frame.style.cssText = 'position:absolute;width:0;height:0;border:0;visibility:hidden';
    this.#frame.srcdoc = document;
    const loaded = new Promise((resolve) => this.#frame.addEventListener('load', resolve, { once: true }));
    globalThis.document.body.append(this.#frame);
    await loaded;
    // Its origin is opaque, so that no address but "*" names it.
    this.#frame.contentWindow?.postMessage({ worker }, '*', [this.#channel.port2]);
  }

  /** Fetches a module that running code imports only now, such as the device it computes on. */
  async #bring(key: string): Promise<void> {
    try {
      const manifest = await this.#library.manifest();
      if (!manifest.modules[key]) throw new Error(`There is no module ${key}.`);
      const missing = inOrder(manifest, [key]).filter((each) => !this.#sent.has(each));
      const modules = await this.#library.texts(missing);
      if (!this.#ended) this.#send(modules);
    } catch (error) {
      this.post({ type: 'missing', key, reason: (error as Error).message });
    }
  }

  /** The frame speaks only when its worker does not start. */
  readonly #fromFrame = ({ source, data }: MessageEvent<ShownReport>): void => {
    if (source === this.#frame.contentWindow && !this.#ended && data.type === 'failed')
      this.#events.hear(data);
  };
}

/** The key of the reader's own module. */
const READER = 'reader';
