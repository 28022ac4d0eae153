import { tf } from '../tfjs.ts';

/** The places where arithmetic can happen, best first. */
export const deviceNames = ['webgpu', 'wasm', 'webgl', 'cpu'] as const;

/**
 * WebGPU (a graphics card), wasm (the processor, with SIMD), webgl (a graphics card, in browsers without WebGPU; only by its name) or cpu
 * (plain JavaScript: slow, and always there).
 */
export type DeviceName = (typeof deviceNames)[number];

/**
 * How exactly products of matrices are computed, named as in Keras. float32: as everything else. mixed_float16: their numbers are
 * rounded to the 11 bits of a float16 within each tile, products and sums stay float32, as does all that is kept.
 */
export type Precision = 'float32' | 'mixed_float16';

/** The device that was chosen, and why: for people to read. */
export interface Device {
  readonly name: DeviceName;
  /** One sentence: who asked for this device, or what was found and what was not. */
  readonly reason: string;
  /** The graphics adapter in words, on webgpu and webgl. */
  readonly adapter?: string;
  /** How exactly products of matrices are computed, on webgpu; the others have float32 alone. */
  readonly precision?: Precision;
  /** How many threads compute, on wasm. */
  readonly threads?: number;
  /** On wasm: whether products and sums are rounded once (relaxed SIMD) and not twice; the last bits of results differ. */
  readonly fusedMultiplyAdd?: boolean;
}

/** No device, or not the one that was asked for. The message names what is missing and how to get it. */
export class DeviceError extends Error {
  override readonly name = 'DeviceError';
}

let current: Device | undefined;

/** The device chosen by `useDevice`, or undefined before that. */
export function currentDevice(): Device | undefined {
  return current;
}

/** Notes what `useDevice` chose. */
export function setCurrentDevice(device: Device): void {
  current = device;
}

/**
 * The chosen device, for code that is about to compute.
 *
 * @throws {DeviceError} before `useDevice` was called.
 */
export function requireDevice(): Device {
  if (current) return current;
  throw new DeviceError(
    'No device was chosen yet: call await useDevice() before a forward pass (train, fit, evaluate and predict do it by themselves).',
  );
}

/**
 * Makes a registered backend the one that TensorFlow.js computes on.
 *
 * @throws {DeviceError} when it does not start.
 */
export async function requireBackend(name: DeviceName): Promise<void> {
  if (await tf.setBackend(name)) return; // it does not throw
  throw new DeviceError(
    `TensorFlow.js could not start its ${name} backend; what it wrote to the console says why. useDevice("cpu") works everywhere.`,
  );
}
