import { spawn } from 'node:child_process';
import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

import { root } from './workspace.mjs';

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd] where the program runs; the repository's root unless said
 * @property {NodeJS.ProcessEnv} [env] variables beside those of this process
 * @property {boolean} [quiet] keep the output instead of showing it
 * @property {number} [seconds] stop the program after so long
 */

/**
 * @typedef {object} Outcome
 * @property {number} code the exit code; 127 when the program could not be started, 124 when its time was up
 * @property {string} output what it printed, when it ran quietly
 */

/** Programs that run now; every one is stopped when this process is interrupted. @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();

const isWindows = process.platform === 'win32';

/**
 * Runs a program to its end, its output shown as it comes. It gets no standard input, so that nothing can wait
 * for an answer nobody will give.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<Outcome>}
 */
export function run(command, args, { cwd = root, env = {}, quiet = false, seconds } = {}) {
  const sink = quiet ? 'pipe' : 'inherit';
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', sink, sink],
    detached: !isWindows, // a group of its own: stopping it stops what it started too
    windowsHide: true,
  });
  watch(child);
  return new Promise((resolve) => {
    let output = '';
    let late = false;
    const timer = seconds === undefined ? undefined : setTimeout(timeIsUp, seconds * 1000);
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text) => (output += text));
    }
    child.on('error', (error) => finish(127, output + error.message));
    child.on('close', (code) => finish(late ? 124 : (code ?? 1), output));

    function timeIsUp() {
      late = true;
      stop(child, 'SIGKILL');
    }

    /** @param {number} code @param {string} text */
    function finish(code, text) {
      clearTimeout(timer);
      unwatch(child);
      resolve({ code, output: text });
    }
  });
}

/**
 * Runs a JavaScript tool of the workspace's own development dependencies with this Node: no shell and no
 * `.cmd` wrapper stands between, so it is the same on every system.
 *
 * @param {string} tool `name`, or `package#name` where a package's program is named otherwise
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 */
export function runTool(tool, args, options) {
  return run(process.execPath, [toolPath(tool), ...args], options);
}

/** @param {string} tool */
function toolPath(tool) {
  const [packageName = tool, name = packageName] = tool.split('#');
  const folder = join(root, 'node_modules', packageName);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const path = typeof bin === 'string' ? bin : bin?.[name];
  if (path === undefined) {
    throw new Error(
      `The package ${packageName} has no program "${name}"; it has ${Object.keys(bin ?? {}).join(', ')}.`,
    );
  }
  return join(folder, path);
}

/**
 * The first program of these names on PATH, or undefined.
 *
 * @param {...string} names
 */
export function onPath(...names) {
  const endings = isWindows ? ['.exe', '.cmd', '.bat'] : [''];
  for (const name of names) {
    for (const folder of (process.env.PATH ?? '').split(delimiter)) {
      for (const ending of endings) {
        const path = join(folder, name + ending);
        if (folder !== '' && isProgram(path)) return path;
      }
    }
  }
  return undefined;
}

/** Whether `path` is a file that this user may run. @param {string} path */
export function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/** While programs run, an interruption stops them first; afterwards it is no business of this module. */
function interrupt() {
  for (const started of running) stop(started, 'SIGTERM');
  process.exit(130);
}

/** @param {import('node:child_process').ChildProcess} child */
function watch(child) {
  if (running.size === 0) for (const signal of signals) process.once(signal, interrupt);
  running.add(child);
}

/** @param {import('node:child_process').ChildProcess} child */
function unwatch(child) {
  running.delete(child);
  if (running.size === 0) for (const signal of signals) process.off(signal, interrupt);
}

/**
 * Stops one child, and on POSIX the group it leads.
 *
 * @param {import('node:child_process').ChildProcess} child
 * @param {NodeJS.Signals} signal
 */
function stop(child, signal) {
  if (child.pid === undefined || child.exitCode !== null) return;
  try {
    if (isWindows) child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // It ended in this very moment.
  }
}
