import { currentDevice } from '@thaw/backend';

import { isTurnedOff } from './turned-off.ts';

/**
 * Whether steps are programs of their own accord: the device has some that are more than its operations one by one, as wasm and webgpu have, and
 * `THAW_COMPILE=off` does not turn them off. Elsewhere a step is a program only where that is insisted on.
 *
 * @throws {ArgumentError} when `THAW_COMPILE` says something else than off.
 */
export function hasPrograms(): boolean {
  return ['wasm', 'webgpu'].includes(currentDevice()?.name ?? '') && !isTurnedOff();
}
