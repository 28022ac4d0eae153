import { currentDevice, requireDevice } from '../device/device.ts';
import { ArgumentError } from '../errors.ts';
import { tf } from '../tfjs.ts';
import { isTracing } from './live.ts';
import { makeProgram } from './make-program.ts';
import { numberValues } from './passes/number-values.ts';
import type { CompileOptions, ProgramReport } from './compile.ts';
import { type Entry, isAlive, requireAlive, runOf } from './entry.ts';
import { requireStorage } from './require-storage.ts';
import { type Flat, flatten, signatureOf, told } from './structure.ts';
import { changeBetween } from './trace/difference.ts';
import { TraceError } from './trace/trace-error.ts';
import { traceRun } from './trace/trace-run.ts';
import { type Step, traceStep } from './trace/trace-step.ts';

/** How many signatures are no mistake. */
const MANY = 16;

/** A step and its programs, one for each signature. */
export class CompiledStep {
  readonly reports: ProgramReport[] = [];
  readonly #title: string;
  readonly #step: (...inputs: readonly unknown[]) => unknown;
  readonly #options: CompileOptions;
  readonly #entries = new Map<string, Entry>();
  /** The run on its way: the next waits for it, so that they happen in the order in which they were asked for. */
  #latest: Promise<unknown> | undefined;
  #warned = false;
  #disposed = false;

  constructor(title: string, step: (...inputs: readonly unknown[]) => unknown, options: CompileOptions) {
    this.#title = title;
    this.#step = step;
    this.#options = options;
  }

  /** The programs that are there, in the order in which they were made. */
  get entries(): readonly Entry[] {
    return [...this.#entries.values()];
  }

  /** A run, after those that were asked for before. */
  run(inputs: readonly unknown[]): Promise<unknown> {
    this.#requireUntraced();
    return this.#queue(
      () => this.now(inputs),
      async () => {
        const flat = this.#flatten(inputs);
        return this.#run(await this.#entryFor(flat), flat);
      },
    );
  }

  /** Makes the program for these inputs, in the same order. */
  prepare(inputs: readonly unknown[]): Promise<void> {
    return this.#queue(
      () => undefined,
      async () => void (await this.#entryFor(this.#flatten(inputs))),
    );
  }

  /** Does at once what it can, and else what waits for all that was asked for before. */
  #queue<Result>(
    atOnce: () => { readonly outputs: Result } | undefined,
    inTurn: () => Promise<Result>,
  ): Promise<Result> {
    const before = this.#latest;
    const done = (async () => {
      const now = atOnce();
      if (now) return now.outputs;
      await before?.catch(() => undefined); // it was told its failure
      return inTurn();
    })();
    this.#latest = done;
    const isOver = (): void => {
      if (this.#latest === done) this.#latest = undefined;
    };
    done.then(isOver, isOver);
    return done;
  }

  /** A run at once; undefined where its program is still to be made, or another run is on its way. */
  now(inputs: readonly unknown[]): { readonly outputs: unknown } | undefined {
    this.#requireUntraced();
    if (this.#latest) return undefined;
    const flat = this.#flatten(inputs);
    const entry = this.#find(this.#keyOf(flat));
    return entry && { outputs: this.#run(entry, flat) };
  }

  #run(entry: Entry, flat: Flat): unknown {
    return this.#explained(() => runOf(entry, flat));
  }

  /**
   * Traces the step for these inputs again, where there is a program for them.
   *
   * @throws {TraceError} when it is another than that which was compiled.
   */
  check(inputs: readonly unknown[]): void {
    const flat = this.#flatten(inputs);
    const entry = this.#find(this.#keyOf(flat));
    if (!entry) return;
    this.#explained(() => {
      const again = traceStep(this.#flatStep(flat), flat.tensors);
      const difference = changeBetween(numberValues(entry.traced), numberValues(again));
      if (difference === undefined) return;
      throw new TraceError(
        `what JavaScript decides in the step changed after it was compiled: ${difference}`,
      );
    });
  }

  dispose(): void {
    this.#disposed = true;
    for (const key of this.#entries.keys()) this.#drop(key);
  }

  async #entryFor(flat: Flat): Promise<Entry> {
    for (;;) {
      const entry = this.#find(this.#keyOf(flat)) ?? (await this.#make(flat));
      this.#requireHeld();
      if (isAlive(entry)) return entry; // the device may have become another while it was made
    }
  }

  /** A promise says nothing to a step, which cannot wait. @throws {TraceError} within another step that is being traced. */
  #requireUntraced(): void {
    if (!isTracing()) return;
    throw new TraceError(
      `${this.#title} was called within another compiled step; call there the function that it was made of.`,
    );
  }

  /** @throws {ArgumentError} after `dispose`. */
  #requireHeld(): void {
    if (!this.#disposed) return;
    throw new ArgumentError(`${this.#title}: it was disposed; compile the step anew.`);
  }

  #flatten(inputs: readonly unknown[]): Flat {
    this.#requireHeld();
    requireDevice();
    const flat = flatten(inputs, '', (name, value) => {
      throw new ArgumentError(
        `${this.#title}: inputs are tensors, or tensors by name, got ${told(value)} as input ${name}; ` +
          'wrap numbers by tf.scalar or tf.tensor, for a plain one would stay what it was when the step was compiled.',
      );
    });
    for (const [i, { isDisposed, dtype }] of flat.tensors.entries()) {
      const input = `${this.#title}: input ${flat.names[i]}`;
      if (isDisposed) throw new ArgumentError(`${input} was disposed; it must live until the run is over.`);
      if (dtype !== 'string' && dtype !== 'complex64') continue;
      throw new TraceError(`${input} is of type ${dtype}; make real numbers of it before the step.`);
    }
    return flat;
  }

  #keyOf(flat: Flat): string {
    const variant = this.#options.variant?.() ?? '';
    const { name, precision = '' } = currentDevice()!;
    return [signatureOf(flat) || 'no inputs', variant, name, precision].filter((part) => part).join(' · ');
  }

  /** The program of a signature, where it is there and all that it holds is too. */
  #find(key: string): Entry | undefined {
    const entry = this.#entries.get(key);
    if (!entry || isAlive(entry)) return entry;
    this.#drop(key);
    return undefined;
  }

  async #make(flat: Flat): Promise<Entry> {
    const { backend } = tf.engine();
    const { fastMath = false, storage = 'float32' } = this.#options;
    requireStorage(this.#title, storage);
    const began = performance.now();
    let outputs: Flat | undefined;
    const step = this.#flatStep(flat, (told) => (outputs = told));
    const traced = this.#explained(() => {
      const graph = traceRun(step, flat.tensors);
      requireAlive(graph);
      return graph;
    });
    const trace = performance.now() - began;
    const { rebuild, names } = outputs!;
    // What the trace itself changed is not what tells the next run from this one.
    const signature = this.#keyOf(flat);
    const made = await makeProgram(traced, { fastMath, storage });
    const report: ProgramReport = {
      signature,
      calls: made.program.calls,
      memory: made.program.memory,
      milliseconds: { trace, ...made.milliseconds },
    };
    const entry = { ...made, report, traced, backend, rebuild, names };
    if (this.#entries.has(signature)) this.#drop(signature);
    this.#entries.set(signature, entry);
    this.reports.push(report);
    if (this.#disposed) this.dispose(); // meanwhile
    this.#warnOfMany();
    return entry;
  }

  /** The step from a row of tensors to tensors by name. */
  #flatStep(flat: Flat, tell?: (outputs: Flat) => void): Step {
    return (...tensors) => {
      const returned = this.#step(...(flat.rebuild(tensors) as readonly unknown[]));
      const outputs = flatten(returned, '', refuseOutput);
      tell?.(outputs);
      return Object.fromEntries(outputs.tensors.map((tensor, i) => [outputs.names[i] || 'output', tensor]));
    };
  }

  /** Says in an error of a trace, or of a run that would go another way, which step it is. */
  #explained<Result>(act: () => Result): Result {
    try {
      return act();
    } catch (error) {
      if (!(error instanceof TraceError)) throw error;
      throw new TraceError(`${this.#title}: ${error.message}`, { cause: error });
    }
  }

  #warnOfMany(): void {
    if (this.#warned || this.#entries.size <= MANY) return;
    this.#warned = true;
    const [before, latest] = [...this.#entries.keys()].slice(-2);
    // oxlint-disable-next-line no-console -- nothing is wrong, but slow
    console.warn(
      `${this.#title}: there are more than ${MANY} programs by now, for it is compiled anew whenever its inputs have other shapes; the ` +
        `last two are for\n  ${before}\n  ${latest}\nPad what varies to a few sizes.`,
    );
  }

  #drop(key: string): void {
    const entry = this.#entries.get(key)!;
    this.#entries.delete(key);
    this.reports.splice(this.reports.indexOf(entry.report), 1);
    entry.program.dispose();
  }
}

function refuseOutput(name: string, value: unknown): never {
  const under = name ? ` under ${JSON.stringify(name)}` : '';
  const isPromise = value instanceof Promise;
  if (isPromise) value.catch(() => undefined); // what becomes of it nobody asks any more
  const mend = isPromise ? '; leave out async, for nothing can be waited for within a step' : '';
  throw new TraceError(`a step returns tensors, such as { loss }, got ${told(value)}${under}${mend}.`);
}
