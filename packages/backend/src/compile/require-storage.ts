import { currentDevice, DeviceError } from '../device/device.ts';
import type { Storage } from './program.ts';

/** @throws {DeviceError} when the device in use stores nothing but float32, and something else is asked for. */
export function requireStorage(title: string, storage: Storage): void {
  const { name } = currentDevice()!;
  if (storage === 'float32' || name === 'webgpu') return;
  throw new DeviceError(
    `${title}: storage 'float16' is for programs on webgpu, and the device in use is ${name}, which stores float32; leave storage out, ` +
      "or await useDevice('webgpu') first.",
  );
}
