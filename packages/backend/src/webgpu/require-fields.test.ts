import { expect, test } from 'vitest';

import { DeviceError } from '../index.ts';
import { requireFields } from './require-fields.ts';

/** A backend with all the fields that kernels of our own rely on. */
function complete(): Record<string, unknown> {
  const objects = 'device queue bufferManager tensorMap commandQueueOwnedIds uniformPendingDisposal'.split(
    ' ',
  );
  const nothings = 'commandEncoder computePassEncoder querySet'.split(' ');
  const numbers = 'dispatchCountInPass querySetCount thresholdToIncreaseWorkgroups'.split(' ');
  const methods = (
    'ensureCommandEncoderReady endComputePassEncoder submitQueue getQueryTime uploadToGPU makeTensorInfo incRef disposeData ' +
    'shouldExecuteOnCPU'
  ).split(' ');
  return Object.fromEntries([
    ...objects.map((name) => [name, {}]),
    ...nothings.map((name) => [name, null]),
    ...numbers.map((name) => [name, 0]),
    ...methods.map((name) => [name, () => undefined]),
    ['supportTimestampQuery', false],
  ]);
}

test('a backend with all fields passes', () => {
  expect(() => requireFields(complete())).not.toThrow();
});

test.each([
  ['uniformPendingDisposal', undefined, 'object'],
  ['uploadToGPU', {}, 'function'],
  ['dispatchCountInPass', 'none', 'number'],
])('one whose %s is %j is refused, by name, version and mend', (name, value, type) => {
  expect(() => requireFields({ ...complete(), [name]: value }, '4.23.1')).toThrow(
    new DeviceError(
      `The webgpu backend of TensorFlow.js has no ${type} named ${name}, which Thaw's own kernels work with: ` +
        'they belong to version 4.22.0, and this is 4.23.1. ' +
        "Install @tensorflow/tfjs@4.22.0 and @tensorflow/tfjs-backend-webgpu@4.22.0, or use useDevice('wasm').",
    ),
  );
});
