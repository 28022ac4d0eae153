import { PlannedPipeline } from './planned-pipeline.ts';

/** A device on which pipelines are named and not yet made. All else is the real device's. */
export interface PlanningDevice extends GPUDevice {
  /** What TensorFlow.js has built, by its key: its kernels find their pipelines there. */
  readonly pipelineCache: Record<string, unknown>;
}

/** One for each device, since kernels keep what they built for it. */
const known = /* @__PURE__ */ new WeakMap<GPUDevice, PlanningDevice>();

/**
 * The device for kernels that are called to be recorded. Of all the pipelines they ask for the program needs a part, for kernels that
 * are joined get one of their own; and those that it needs can be made at the same time, where kernels called one by one wait for each.
 */
export function planningDevice(device: GPUDevice): PlanningDevice {
  let planning = known.get(device);
  if (!planning) known.set(device, (planning = makePlanningDevice(device)));
  return planning;
}

function makePlanningDevice(device: GPUDevice): PlanningDevice {
  const { limits, features, lost } = device;
  const planning = {
    limits,
    features,
    lost,
    pipelineCache: {},
    createShaderModule: (descriptor: GPUShaderModuleDescriptor) => descriptor,
    createComputePipeline: (descriptor: GPUComputePipelineDescriptor) =>
      new PlannedPipeline(device, descriptor),
    createBindGroupLayout: (descriptor: GPUBindGroupLayoutDescriptor) =>
      device.createBindGroupLayout(descriptor),
    createPipelineLayout: (descriptor: GPUPipelineLayoutDescriptor) =>
      device.createPipelineLayout(descriptor),
  };
  return planning as unknown as PlanningDevice;
}
