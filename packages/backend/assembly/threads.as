// AssemblyScript: how the threads share work. A job is a kernel, a number of chunks and arguments, written into a control block in
// memory that all threads see; each thread claims chunk after chunk until none is left. Which thread computes a chunk changes
// nothing in it, so the bits are the same for any number of threads.
//
// The caller never sleeps (a browser's main thread may not) and waits only for workers that have joined: one that is still asleep when
// the chunks are gone costs nothing.
//
// This memory is TensorFlow.js's, so no file here may own static data: no strings, no arrays, no globals that are not constants.
import { compute } from './kernels';

// The control block, in bytes. What is written often has a cache line of its own.
const GENERATION: usize = 0; // how many jobs were opened; sleeping workers wait on it
const JOINED: usize = 64; // how many workers are at the job, and OPEN while others may join
const NEXT: usize = 128; // the next chunk to be claimed
const ASLEEP: usize = 192; // how many workers sleep
const FAILED: usize = 256; // how many workers met an error in a kernel
const CALLS: usize = 260; // how often the workers were called to read what was sent to them
const SETTINGS: usize = 320; // scratch of the first thread, number of threads
const JOB: usize = 384; // the kernel, its chunks, its arguments
const ARGUMENTS: usize = 392;
const OPEN: i32 = 1 << 20;

/** Kernels from this number on are groups, by their places in the table. */
export const GROUPS: i32 = 1 << 16;

/** How many bytes the control block takes. */
export function controlBytes(): i32 {
  return 1024;
}

/** What each thread has for itself, in bytes. */
export const SCRATCH: usize = 1 << 20;

export function scratchBytes(): i32 {
  return <i32>SCRATCH;
}

/** Prepares a control block. `scratch` is the first of `threads` pieces of scratchBytes() each. */
export function prepare(control: usize, scratch: usize, threads: i32): void {
  memory.fill(control, 0, <usize>controlBytes());
  store<i32>(control, <i32>scratch, SETTINGS);
  store<i32>(control, threads, SETTINGS + 4);
}

/** How many threads there are: for sizing chunks where that changes no bits. */
// @ts-ignore: decorator
@inline export function threads(control: usize): i32 {
  return load<i32>(control, SETTINGS + 4);
}

/** Which thread has this piece of scratch. */
// @ts-ignore: decorator
@inline export function threadOf(control: usize, scratch: usize): i32 {
  return <i32>((scratch - <usize>load<i32>(control, SETTINGS)) / SCRATCH);
}

/** Argument `i` of the job. */
// @ts-ignore: decorator
@inline export function argument(control: usize, i: i32): i32 {
  return load<i32>(control + (<usize>i << 2), ARGUMENTS);
}

// @ts-ignore: decorator
@inline export function argumentF32(control: usize, i: i32): f32 {
  return load<f32>(control + (<usize>i << 2), ARGUMENTS);
}

// @ts-ignore: decorator
@inline export function setArgument(control: usize, i: i32, value: i32): void {
  store<i32>(control + (<usize>i << 2), value, ARGUMENTS);
}

// @ts-ignore: decorator
@inline export function setArgumentF32(control: usize, i: i32, value: f32): void {
  store<f32>(control + (<usize>i << 2), value, ARGUMENTS);
}

/** Called now and then while the caller waits for the workers; it throws when that has lasted too long. */
// @ts-ignore: decorator
@external('env', 'waiting')
declare function waiting(first: bool): void;

/** Called when a worker has met an error; it throws. */
// @ts-ignore: decorator
@external('env', 'failed')
declare function failed(): void;

/** Computes all chunks of a kernel, on all threads. Its arguments stand in the control block. */
export function parallel(control: usize, kernel: i32, chunks: i32): void {
  if (chunks < 2 || threads(control) < 2) {
    const scratch = <usize>load<i32>(control, SETTINGS);
    for (let chunk = 0; chunk < chunks; chunk++) compute(kernel, control, chunk, scratch);
    return;
  }
  store<i32>(control, kernel, JOB);
  store<i32>(control, chunks, JOB + 4);
  atomic.store<i32>(control, 0, NEXT);
  atomic.add<i32>(control, OPEN, JOINED);
  atomic.add<i32>(control, 1, GENERATION);
  if (atomic.load<i32>(control, ASLEEP) > 0) atomic.notify(control + GENERATION, -1);
  work(control, 0);
  atomic.sub<i32>(control, OPEN, JOINED);
  for (let spins = 0; atomic.load<i32>(control, JOINED) != 0; spins++) {
    if ((spins & 0xfffff) == 0xfffff) waiting(spins == 0xfffff);
  }
  if (atomic.load<i32>(control, FAILED) != 0) failed();
}

function work(control: usize, thread: i32): void {
  const kernel = load<i32>(control, JOB), chunks = load<i32>(control, JOB + 4);
  const scratch = <usize>load<i32>(control, SETTINGS) + <usize>thread * SCRATCH;
  for (;;) {
    const chunk = atomic.add<i32>(control, 1, NEXT);
    if (chunk >= chunks) return;
    compute(kernel, control, chunk, scratch);
  }
}

/** A worker's wait for a job after the one numbered `last`: `spins` looks, then sleep. Returns the number of the job. */
export function awaitJob(control: usize, last: i32, spins: i32): i32 {
  for (let i = 0; i < spins; i++) {
    const generation = atomic.load<i32>(control, GENERATION);
    if (generation != last) return generation;
  }
  atomic.add<i32>(control, 1, ASLEEP);
  atomic.wait<i32>(control + GENERATION, last, -1);
  atomic.sub<i32>(control, 1, ASLEEP);
  return atomic.load<i32>(control, GENERATION);
}

/** A worker's part of a job, if the job is still open and no group that the worker has not yet heard of: it knows slots below `known`. */
export function join(control: usize, thread: i32, known: i32): void {
  if (atomic.add<i32>(control, 1, JOINED) & OPEN && load<i32>(control, JOB) < GROUPS + known) work(control, thread);
  atomic.sub<i32>(control, 1, JOINED);
}

/** Tells the workers that they were sent something: those that wait for a job go and read it, those at work do so after it. */
export function callWorkers(control: usize): void {
  atomic.add<i32>(control, 1, CALLS);
  atomic.add<i32>(control, 1, GENERATION);
  atomic.notify(control + GENERATION, -1);
}

/** How often they were called. */
export function calls(control: usize): i32 {
  return atomic.load<i32>(control, CALLS);
}

/** A worker's last words: it met an error in a kernel, and leaves the job. */
export function fail(control: usize): void {
  atomic.add<i32>(control, 1, FAILED);
  atomic.sub<i32>(control, 1, JOINED);
}
