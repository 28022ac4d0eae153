/**
 * @typedef {object} Result
 * @property {string} claim
 * @property {number} seconds
 * @property {string} [fault] why it does not hold; undefined when it does
 */

/** Claims that are tried and counted: each prints its line when it is done, and a failure stops no other. */
export class Checks {
  /** @type {Result[]} */
  results = [];

  /**
   * Tries one claim. It holds when `attempt` returns; what that returns, if it is a text, is told beside it.
   *
   * @param {string} claim
   * @param {() => Promise<string | void>} attempt
   */
  async check(claim, attempt) {
    const start = performance.now();
    const seconds = () => Math.round((performance.now() - start) / 100) / 10;
    try {
      const detail = await attempt();
      this.results.push({ claim, seconds: seconds() });
      console.log(`✓ ${claim}${detail ? `: ${detail}` : ''} (${seconds().toFixed(1)} s)`);
    } catch (error) {
      const fault = error instanceof Error ? error.message : String(error);
      this.results.push({ claim, seconds: seconds(), fault });
      console.log(`✗ ${claim} (${seconds().toFixed(1)} s)\n${fault.replaceAll(/^/gm, '    ')}`);
    }
  }

  /** @returns {{ passed: number, failed: number, faults: string[] }} faults: a line for each failure */
  summary() {
    const failures = this.results.filter(({ fault }) => fault !== undefined);
    return {
      passed: this.results.length - failures.length,
      failed: failures.length,
      faults: failures.map(({ claim, fault }) => `${claim}: ${fault?.split('\n')[0]}`),
    };
  }
}

/** A failed expectation, in words. */
export class Fault extends Error {
  /** @override */
  name = 'Fault';
}

/** A program that failed. The message ends with what it printed last. */
export class ProgramFault extends Fault {
  /** @override */
  name = 'ProgramFault';
  output;

  /** @param {string} what @param {string} output all that it printed */
  constructor(what, output) {
    super(`${what}\n${output.trimEnd().split('\n').slice(-40).join('\n')}`);
    this.output = output;
  }
}

/**
 * Runs tasks, `width` at a time and in their order, to the end of all.
 *
 * @param {number} width
 * @param {readonly (() => Promise<unknown>)[]} tasks
 */
export async function inParallel(width, tasks) {
  const waiting = [...tasks];
  const worker = async () => {
    for (let task = waiting.shift(); task !== undefined; task = waiting.shift()) await task();
  };
  await Promise.all(Array.from({ length: width }, worker));
}

/**
 * Something that is made once, when it is first wanted.
 *
 * @template T
 * @param {() => Promise<T>} make
 * @returns {() => Promise<T>}
 */
export function once(make) {
  /** @type {Promise<T> | undefined} */
  let made;
  return () => (made ??= make());
}
