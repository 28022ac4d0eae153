import { DeviceError, requireBackend } from './device.ts';
import { hasNodeModules } from './node-module.ts';
import { tf } from '../tfjs.ts';
import { completeWebGL } from '../webgl/complete-webgl.ts';

/**
 * Starts TensorFlow.js's webgl backend, which is part of the package itself.
 *
 * @returns the graphics adapter in words.
 * @throws {DeviceError} where there is no WebGL 2, or none that computes in 32 bits; the message says which.
 */
export async function startWebGL(): Promise<string> {
  const missing = missingOfWebGL();
  if (missing !== undefined)
    throw new DeviceError(`webgl cannot be used: ${missing} useDevice() without a name takes what is there.`);
  // Else what is computed of small tensors that were just made is computed on the processor, with other last bits than the same on the
  // device: a run that goes on from a checkpoint would not be equal to one that was never broken off.
  tf.env().set('WEBGL_CPU_FORWARD', false);
  await requireBackend('webgl');
  completeWebGL();
  return adapterInWords();
}

function missingOfWebGL(): string | undefined {
  if (hasNodeModules() || !tf.engine().registryFactory['webgl'])
    return 'it needs a browser, or a worker of one.';
  if (tf.env().getNumber('WEBGL_VERSION') < 2)
    return 'this browser has no WebGL 2: a graphics driver is missing or blocked (look at the GPU page of the browser).';
  // With 16 bits numbers have three digits, and above 65,504 they are infinite: nothing that Thaw promises would hold.
  if (!tf.env().getBool('WEBGL_RENDER_FLOAT32_CAPABLE'))
    return 'its adapter computes in 16 bits, and training needs 32.';
  return undefined;
}

function adapterInWords(): string {
  const { gpgpu } = tf.backend() as unknown as { gpgpu: { gl: WebGL2RenderingContext } };
  const { gl } = gpgpu;
  const name: unknown = gl.getParameter(
    gl.getExtension('WEBGL_debug_renderer_info')?.UNMASKED_RENDERER_WEBGL ?? gl.RENDERER,
  );
  return String(name) || 'an unnamed adapter';
}
