import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

import type { StepsTaken } from '../peers/serve-steps.ts';

/** How to start a peer. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  /** Added to the environment, or with undefined taken out of it. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** What a program of the user's may have been started with, and a peer is not. */
const NOT_INHERITED = { NODE_OPTIONS: undefined, THAW_DEVICE: undefined, THAW_THREADS: undefined };

/** A process of its own that takes training steps when told, and remembers how long each took. */
export class Peer {
  readonly title: string;
  /** Of each step so far. */
  readonly milliseconds: number[] = [];
  /** Of each step so far. */
  readonly losses: number[] = [];
  readonly #process: ChildProcess;
  readonly #ended: Promise<void>;
  readonly #answers: AsyncIterator<string>;
  #said = '';

  /** @param title names it where it fails. */
  constructor(title: string, { program, args, environment }: Command) {
    this.title = title;
    const env = { ...process.env, ...NOT_INHERITED, ...environment };
    // What it prints goes nowhere, what it complains of is kept, and what it answers comes on a channel of its own.
    this.#process = spawn(program, args, { env, stdio: ['pipe', 'ignore', 'pipe', 'pipe'] });
    this.#ended = new Promise((resolve) => {
      this.#process.once('close', () => resolve());
      this.#process.once('error', ({ message }) => {
        this.#said += message;
        resolve();
      });
    });
    this.#process.stdin!.on('error', () => undefined); // it ended: the missing answer says so
    this.#process.stderr!.on('data', (data) => (this.#said = (this.#said + String(data)).slice(-4000)));
    const input = this.#process.stdio[3] as NodeJS.ReadableStream;
    this.#answers = createInterface({ input })[Symbol.asyncIterator]();
  }

  /** Takes steps; the others wait. @returns the milliseconds of each. */
  async take(steps: number): Promise<readonly number[]> {
    const { milliseconds, losses } = await this.ask<StepsTaken>(String(steps));
    this.milliseconds.push(...milliseconds);
    this.losses.push(...losses);
    return milliseconds;
  }

  /** Tells it a line and awaits its answer. @throws {Error} when it ends instead; with what it complained of. */
  async ask<Answer>(line: string): Promise<Answer> {
    this.#process.stdin!.write(`${line}\n`);
    const { value, done } = await this.#answers.next();
    if (!done) return JSON.parse(value) as Answer;
    await this.#ended;
    throw new Error(`${this.title} ended before it had answered:\n${this.#said.trim()}`);
  }

  /** Ends it, and waits until it has. */
  async stop(): Promise<void> {
    this.#process.stdin!.end();
    const late = setTimeout(() => this.#process.kill('SIGKILL'), 5000);
    await this.#ended;
    clearTimeout(late);
  }
}
