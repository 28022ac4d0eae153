import { checkOptions, describe } from '../check-options.ts';
import { ArgumentError } from '../errors.ts';
import { mendGradients } from '../gradients/mend-gradients.ts';
import { tf } from '../tfjs.ts';
import { checkThreads } from '../wasm/threads-wanted.ts';
import {
  currentDevice,
  type Device,
  DeviceError,
  type DeviceName,
  deviceNames,
  setCurrentDevice,
} from './device.ts';
import { environmentVariable } from './node-module.ts';
import './tfjs-effects.ts';
import { startWasm, type WasmStart } from './wasm.ts';
import { findAdapter, startWebGPU } from './webgpu.ts';

/**
 * Chooses where arithmetic happens, and makes TensorFlow.js complete there.
 *
 * Without a name: a hardware WebGPU adapter, else wasm, else cpu. A software adapter is never taken by itself,
 * since wasm is far faster. With a name: that device or a clear error. The environment variable `THAW_DEVICE`
 * stands in for a name that was not given.
 *
 * @param name the device to insist on.
 * @param options how many threads wasm is to have.
 * @returns what was chosen and why.
 * @throws {ArgumentError} when the name is no device, there is no such option, or `threads` is no whole number from 1 to 64 or given
 * for another device than wasm.
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
  checkOptions('useDevice', options, ['threads']);
  if (options.threads !== undefined) checkThreads('useDevice: threads', options.threads);
  if (options.threads !== undefined && (name === 'webgpu' || name === 'cpu')) {
    throw new ArgumentError(`useDevice: threads are those of wasm, and ${name} has none to choose.`);
  }
  return inTurn(() => start(name, options));
}

/** Options of `useDevice`. */
export interface DeviceOptions {
  /**
   * How many threads compute on wasm, 1 to 64; the results are the same to the bit for any number.
   * @defaultValue what `THAW_THREADS` says, else one for each core, 16 at most
   */
  readonly threads?: number;
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
  mendGradients();
  const { registerMissingKernels } = await import('../kernels/missing-kernels.ts');
  registerMissingKernels(device.name);
  setCurrentDevice(device);
  return device;
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
    await startWebGPU(found);
    const slow = found.software ? '; this adapter computes in software, so wasm would be far faster' : '';
    return { name, reason: `${reason}${slow}`, adapter: found.description };
  }
  if (name === 'wasm') return startedWasm(reason, await startWasm(options));
  await startCpu();
  return { name, reason };
}

async function chooseDevice(options: DeviceOptions): Promise<Device> {
  const missing: string[] = [];
  try {
    const found = await findAdapter();
    if (!found.software) {
      await startWebGPU(found);
      return { name: 'webgpu', reason: `WebGPU on ${found.description}`, adapter: found.description };
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

function withoutStop(text: string): string {
  return text.replace(/\.$/, '');
}
