export { checkOptions, checkSize, describe } from './check-options.ts';
export {
  currentDevice,
  type Device,
  DeviceError,
  type DeviceName,
  deviceNames,
  requireDevice,
} from './device/device.ts';
export { type Memory, memory } from './device/memory.ts';
export { environmentVariable, hasNodeModules, importOptional } from './device/node-module.ts';
export { type DeviceOptions, ensureDevice, useDevice } from './device/use-device.ts';
export { ArgumentError, ShapeError } from './errors.ts';
export { Random, type RandomState } from './random/random.ts';
export { seed, sharedRandom } from './random/seed.ts';
export { tf } from './tfjs.ts';
