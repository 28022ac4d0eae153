import { spawn } from 'node:child_process';

import { ProgramFault } from './checks.mjs';

/** @typedef {import('node:child_process').ChildProcess} ChildProcess */

/**
 * @typedef {object} RunOptions
 * @property {string} cwd
 * @property {NodeJS.ProcessEnv} [env] variables beside those all programs of the rehearsal get
 * @property {number} [seconds] how long it may take
 */

const isWindows = process.platform === 'win32';

/**
 * The programs a rehearsal starts, and no others: they get the same clean environment and no standard input, and
 * those still running are stopped at its end.
 */
export class Processes {
  /** @type {Set<ChildProcess>} */
  #running = new Set();
  #env;

  /** @param {NodeJS.ProcessEnv} env */
  constructor(env) {
    this.#env = env;
  }

  /**
   * Runs a program to its end.
   *
   * @param {string} command
   * @param {readonly string[]} args
   * @param {RunOptions} options
   * @returns {Promise<string>} what it printed, standard error included
   * @throws {ProgramFault} when it fails or takes too long
   */
  run(command, args, options) {
    const { seconds = 300 } = options;
    const { child, output } = this.#spawn(command, args, options);
    return new Promise((resolve, reject) => {
      const line = [command, ...args].join(' ');
      const fail = (/** @type {string} */ how) => {
        clearTimeout(timer);
        reject(new ProgramFault(`"${line}" ${how}`, withoutColours(output())));
      };
      let late = false;
      const timer = setTimeout(() => {
        late = true;
        stop(child);
      }, seconds * 1000);
      child.on('error', (error) => fail(`could not be started: ${error.message}`));
      child.on('close', (code) => {
        clearTimeout(timer);
        if (late) fail(`took longer than ${seconds} s and was stopped`);
        else if (code !== 0) fail(`exited with ${code}`);
        else resolve(output());
      });
    });
  }

  /**
   * Starts a server and waits until it prints that it is ready.
   *
   * @param {string} command
   * @param {readonly string[]} args
   * @param {RunOptions & { ready: RegExp }} options
   * @returns {Promise<() => void>} stops it
   * @throws {ProgramFault} when it ends or says nothing of the kind
   */
  start(command, args, options) {
    const { seconds = 60, ready } = options;
    const { child, output } = this.#spawn(command, args, options);
    return new Promise((resolve, reject) => {
      const line = [command, ...args].join(' ');
      const fail = (/** @type {string} */ how) => {
        clearTimeout(timer);
        stop(child);
        reject(new ProgramFault(`"${line}" ${how}`, withoutColours(output())));
      };
      const timer = setTimeout(() => fail(`was not ready after ${seconds} s`), seconds * 1000);
      const look = () => {
        if (!ready.test(withoutColours(output()))) return;
        clearTimeout(timer);
        resolve(() => stop(child));
      };
      child.stdout?.on('data', look);
      child.stderr?.on('data', look);
      child.on('error', (error) => fail(`could not be started: ${error.message}`));
      child.on('close', (code) => fail(`exited with ${code} before it was ready`));
    });
  }

  /** Stops whatever still runs. */
  stopAll() {
    for (const child of this.#running) stop(child);
  }

  /** @param {string} command @param {readonly string[]} args @param {RunOptions} options */
  #spawn(command, args, { cwd, env }) {
    const child = spawn(command, args, {
      cwd,
      env: { ...this.#env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: !isWindows, // a group of its own: stopping it stops what it started too
      shell: isWindows && /^(npm|pnpm)$/.test(command), // there these are scripts
      windowsHide: true,
    });
    this.#running.add(child);
    let text = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (part) => (text += part));
    }
    child.on('close', () => this.#running.delete(child));
    return { child, output: () => text };
  }
}

/** @param {ChildProcess} child */
function stop(child) {
  if (child.pid === undefined || child.exitCode !== null) return;
  try {
    if (isWindows) child.kill();
    else process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It ended in this very moment.
  }
}

/** @param {string} text */
function withoutColours(text) {
  // oxlint-disable-next-line no-control-regex -- the sequences that terminals take for colours begin with ESC
  return text.replaceAll(/\u001B\[[\d;]*[A-Za-z]/g, '');
}
