import { ArgumentError, environmentVariable } from '@thaw/backend';

/**
 * Whether the environment says that nothing is to be compiled but what a program insists on: to see whether a result hangs on it.
 *
 * @throws {ArgumentError} when `THAW_COMPILE` says something else than off.
 */
export function isTurnedOff(): boolean {
  const said = environmentVariable('THAW_COMPILE');
  if (said === undefined || said === '') return false;
  if (said === 'off') return true;
  throw new ArgumentError(`THAW_COMPILE may be off, got "${said}".`);
}
