import { currentDevice, useDevice } from '../index.ts';
import { bitsOfOperations } from './bits.ts';

/** Of the two builds of the wasm kernels: that with relaxed SIMD, which rounds a·b + c once, or that without. */
export type Build = 'fused' | 'plain';

/** Has the plain build chosen on an engine that has relaxed SIMD too; to be called before the wasm device is started. */
export function choosePlainBuild(): void {
  const validate = WebAssembly.validate.bind(WebAssembly);
  WebAssembly.validate = (bytes) => bytes.byteLength < 1000 && validate(bytes); // the probe for SIMD is short
}

/**
 * The bits of every operation by one of the builds on one thread, for a process that does nothing else.
 *
 * @throws {Error} when this engine chooses the other build.
 */
export async function bitsOfBuild(build: Build): Promise<Record<string, string>> {
  if (build === 'plain') choosePlainBuild();
  await useDevice('wasm', { threads: 1 });
  if (currentDevice()!.fusedMultiplyAdd !== (build === 'fused'))
    throw new Error(`This engine has not the ${build} build of the wasm kernels.`);
  return bitsOfOperations();
}
