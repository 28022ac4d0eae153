import { checkOptions, describe } from '../check-options.ts';
import { ArgumentError } from '../errors.ts';
import { requireTape } from '../gradients/tape.ts';
import { tf } from '../tfjs.ts';
import { checkThreads } from '../wasm/threads-wanted.ts';
import {
  currentDevice,
  type Device,
  DeviceError,
  type DeviceName,
  deviceNames,
  type Precision,
  setCurrentDevice,
} from './device.ts';
import { environmentVariable } from './node-module.ts';
import './tfjs-effects.ts';
import { startWasm, type WasmStart } from './wasm.ts';
import { type FoundAdapter, findAdapter } from './webgpu.ts';

/**
 * Chooses where arithmetic happens, and makes TensorFlow.js complete there.
 *
 * Without a name: a hardware WebGPU adapter, else wasm, else cpu. A software adapter is never taken by itself,
 * since wasm is far faster, nor is webgl, for browsers without WebGPU. With a name: that device or a clear error. The
 * environment variable `THAW_DEVICE` stands in for a name that was not given.
 *
 * @param name the device to insist on.
 * @param options how many threads wasm is to have, and how exactly webgpu is to multiply matrices.
 * @returns what was chosen and why.
 * @throws {ArgumentError} when the name is no device, there is no such option or precision, or `threads` is no whole number from 1 to 64;
 * or `threads` are given for another device than wasm, or `mixed_float16` for another than webgpu.
 * @throws {DeviceError} when the device asked for cannot be had; the message says what is missing.
 * @example
 * ```ts
 * import { useDevice } from '@thaw/backend';
 *
 * const device = await useDevice();
 * console.log(`${device.name}: ${device.reason}`);
 * ```
 */
export function useDevice(name?: DeviceName, options: DeviceOptions = {}): Promise<Device> {
  checkOptions('useDevice', options, ['threads', 'precision']);
  if (options.threads !== undefined) checkThreads('useDevice: threads', options.threads);
  if (options.threads !== undefined && (name === 'webgpu' || name === 'webgl' || name === 'cpu')) {
    throw new ArgumentError(`useDevice: threads are those of wasm, and ${name} has none to choose.`);
  }
  checkPrecision(name, options.precision);
  return inTurn(() => start(name, options));
}

/** Options of `useDevice`. */
export interface DeviceOptions {
  /**
   * How many threads compute on wasm, 1 to 64; the results are the same to the bit for any number.
   * @defaultValue what `THAW_THREADS` says, else one for each core, 16 at most
   */
  readonly threads?: number;
  /**
   * How exactly webgpu multiplies matrices. `'mixed_float16'` halves what its tiles take and move, for some three digits in each
   * product; weights, sums, gradients and all other arithmetic stay float32. Numbers keep float32's range, since each tile is
   * scaled by a power of two before it is rounded: no loss needs to be scaled. Where no device is named and another is chosen, it
   * computes in float32, and `reason` says so.
   * @defaultValue 'float32'
   * @example
   * ```ts
   * import { useDevice } from '@thaw/backend';
   *
   * const device = await useDevice(undefined, { precision: 'mixed_float16' });
   * console.log(device.precision ?? 'float32', '-', device.reason);
   * ```
   */
  readonly precision?: Precision;
}

/** The chosen device; when none was chosen yet, `useDevice()` chooses one. */
export function ensureDevice(): Promise<Device> {
  return inTurn(async () => currentDevice() ?? start());
}

/** TensorFlow.js cannot start two backends at once, so that those who ask together are served one after the other. */
function inTurn(choose: () => Promise<Device>): Promise<Device> {
  const turn = lastTurn.then(choose);
  lastTurn = turn.catch(() => undefined);
  return turn;
}

let lastTurn: Promise<unknown> = /* @__PURE__ */ Promise.resolve();

async function start(name?: DeviceName, options: DeviceOptions = {}): Promise<Device> {
  const variable = environmentVariable('THAW_DEVICE');
  const asked = name ?? variable;
  const device =
    asked === undefined
      ? await chooseDevice(options)
      : await insistOn(
          requireName(asked),
          name === undefined ? 'THAW_DEVICE asks for it' : 'it was asked for',
          options,
        );
  requireTape();
  const [{ mendGradients }, { registerMissingKernels }] = await Promise.all([
    import('../gradients/mend-gradients.ts'),
    import('../kernels/missing-kernels.ts'),
  ]);
  mendGradients();
  registerMissingKernels(device.name);
  const told = options.precision === 'mixed_float16' ? tellPrecision(device) : device;
  setCurrentDevice(told);
  return told;
}

async function insistOn(name: DeviceName, reason: string, options: DeviceOptions): Promise<Device> {
  if (name === 'webgpu') {
    const found = await findAdapter().catch((error: unknown) => {
      if (!(error instanceof DeviceError)) throw error;
      throw new DeviceError(
        `webgpu cannot be used: ${error.message} useDevice() without a name takes what is there.`,
        { cause: error },
      );
    });
    const slow = found.software ? '; this adapter computes in software, so wasm would be far faster' : '';
    return startedWebGPU(`${reason}${slow}`, found, options);
  }
  if (name === 'wasm') return startedWasm(reason, await startWasm(options));
  if (name === 'webgl') {
    const { startWebGL } = await import('./webgl.ts'); // few ask for it
    return { name, reason, adapter: await startWebGL() };
  }
  await startCpu();
  return { name, reason };
}

async function chooseDevice(options: DeviceOptions): Promise<Device> {
  const missing: string[] = [];
  try {
    const found = await findAdapter();
    if (!found.software) {
      return await startedWebGPU(`WebGPU on ${found.description}`, found, options);
    }
    missing.push(`the only WebGPU adapter (${found.description}) computes in software`);
  } catch (error) {
    missing.push(withoutStop((error as Error).message));
  }
  try {
    const started = await startWasm(options);
    return startedWasm(`the processor, with SIMD, because ${missing.join('; ')}`, started);
  } catch (error) {
    missing.push(withoutStop((error as Error).message));
  }
  await startCpu();
  return { name: 'cpu', reason: `plain JavaScript, because ${missing.join('; ')}` };
}

async function startedWebGPU(
  reason: string,
  found: FoundAdapter,
  { precision = 'float32' }: DeviceOptions,
): Promise<Device> {
  const { startWebGPU } = await import('./open-webgpu.ts'); // other devices do without it
  await startWebGPU(found);
  return { name: 'webgpu', reason, adapter: found.description, precision };
}

function startedWasm(reason: string, { fewer, ...how }: WasmStart): Device {
  return { name: 'wasm', reason: fewer ? `${reason}; on one thread, since ${fewer}` : reason, ...how };
}

async function startCpu(): Promise<void> {
  await tf.setBackend('cpu');
  (tf.backend() as { firstUse?: boolean }).firstUse = false; // else it greets every program with a banner
}

function requireName(name: unknown): DeviceName {
  if ((deviceNames as readonly string[]).includes(name as string)) return name as DeviceName;
  const devices = deviceNames.join(', ');
  throw new ArgumentError(
    typeof name === 'string'
      ? `There is no device "${name}"; the devices are ${devices}.`
      : `useDevice: first comes the name of a device, one of ${devices}, got ${describe(name)}; options come second: useDevice('wasm', { threads: 2 }).`,
  );
}

function checkPrecision(name: DeviceName | undefined, precision: unknown = 'float32'): void {
  if (precision !== 'float32' && precision !== 'mixed_float16') {
    throw new ArgumentError(
      `useDevice: precision must be 'float32' or 'mixed_float16', got ${describe(precision)}.`,
    );
  }
  if (precision === 'mixed_float16' && name !== 'webgpu' && deviceNames.includes(name!)) {
    throw new ArgumentError(`useDevice: mixed_float16 is of webgpu, and ${name!} has float32 alone.`);
  }
}

/** Who asked for less than float32 and gets it whole is told: results are right, and take their time. */
function tellPrecision(device: Device): Device {
  if (device.precision) return device;
  return { ...device, reason: `${device.reason}; in float32, since only webgpu has mixed_float16` };
}

function withoutStop(text: string): string {
  return text.replace(/\.$/, '');
}
