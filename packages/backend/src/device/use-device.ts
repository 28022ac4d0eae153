import { ArgumentError } from '../errors.ts';
import { mendGradients } from '../gradients/mend-gradients.ts';
import { tf } from '../tfjs.ts';
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
import { startWasm } from './wasm.ts';
import { findAdapter, startWebGPU } from './webgpu.ts';

/**
 * Chooses where arithmetic happens, and makes TensorFlow.js complete there.
 *
 * Without a name: a hardware WebGPU adapter, else wasm, else cpu. A software adapter is never taken by itself,
 * since wasm is far faster. With a name: that device or a clear error. The environment variable `THAW_DEVICE`
 * stands in for a name that was not given.
 *
 * @param name the device to insist on.
 * @returns what was chosen and why.
 * @throws {ArgumentError} when the name is no device.
 * @throws {DeviceError} when the device asked for cannot be had; the message says what is missing.
 * @example
 * ```ts
 * import { useDevice } from '@thaw/backend';
 *
 * const device = await useDevice();
 * console.log(`${device.name}: ${device.reason}`);
 * ```
 */
export function useDevice(name?: DeviceName): Promise<Device> {
  return inTurn(() => start(name));
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

async function start(name?: DeviceName): Promise<Device> {
  const variable = environmentVariable('THAW_DEVICE');
  const asked = name ?? variable;
  const device =
    asked === undefined
      ? await chooseDevice()
      : await insistOn(
          requireName(asked),
          name === undefined ? 'THAW_DEVICE asks for it' : 'it was asked for',
        );
  mendGradients();
  setCurrentDevice(device);
  return device;
}

async function insistOn(name: DeviceName, reason: string): Promise<Device> {
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
  await (name === 'wasm' ? startWasm() : startCpu());
  return { name, reason };
}

async function chooseDevice(): Promise<Device> {
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
    await startWasm();
    return { name: 'wasm', reason: `the processor, with SIMD, because ${missing.join('; ')}` };
  } catch (error) {
    missing.push(withoutStop((error as Error).message));
  }
  await startCpu();
  return { name: 'cpu', reason: `plain JavaScript, because ${missing.join('; ')}` };
}

async function startCpu(): Promise<void> {
  await tf.setBackend('cpu');
  (tf.backend() as { firstUse?: boolean }).firstUse = false; // else it greets every program with a banner
}

function requireName(name: string): DeviceName {
  if ((deviceNames as readonly string[]).includes(name)) return name as DeviceName;
  throw new ArgumentError(`There is no device "${name}"; the devices are ${deviceNames.join(', ')}.`);
}

function withoutStop(text: string): string {
  return text.replace(/\.$/, '');
}
