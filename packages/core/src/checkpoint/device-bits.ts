import { requireDevice } from '@thaw/backend';

/** The device, as far as the bits of results depend on it. */
export function deviceBits(): string {
  const { name, fusedMultiplyAdd, precision, adapter } = requireDevice();
  const fused =
    fusedMultiplyAdd === undefined
      ? undefined
      : `${fusedMultiplyAdd ? 'with' : 'without'} fused multiply-add`;
  return [name, fused, precision, adapter].filter((part) => part !== undefined).join(', ');
}
