/** A pipeline that is described, and made where a program runs it. */
export class PlannedPipeline {
  readonly #device: GPUDevice;
  readonly #descriptor: GPUComputePipelineDescriptor;
  /** Stands for the layout that the device finds in the code, until there is one. */
  readonly #layout = {} as GPUBindGroupLayout;
  #made: GPUComputePipeline | undefined;

  /** @param descriptor whose module is still the descriptor of one. */
  constructor(device: GPUDevice, descriptor: GPUComputePipelineDescriptor) {
    this.#device = device;
    this.#descriptor = descriptor;
  }

  /**
   * Makes it, once for all programs.
   *
   * @param together lets the device make it while others are made, as far as it can.
   * @throws {GPUPipelineError} when the device finds fault with it, which it else says in an error scope.
   */
  async make(together: boolean): Promise<void> {
    if (this.#made) return;
    const { compute } = this.#descriptor;
    const module = this.#device.createShaderModule(compute.module as unknown as GPUShaderModuleDescriptor);
    const descriptor = { ...this.#descriptor, compute: { ...compute, module } };
    this.#made = together
      ? await this.#device.createComputePipelineAsync(descriptor)
      : this.#device.createComputePipeline(descriptor);
  }

  /** Lets the next program make it anew: what is made one by one is there even where the device found fault with it. */
  forget(): void {
    this.#made = undefined;
  }

  /** The pipeline that was made. */
  get made(): GPUComputePipeline {
    return this.#made!;
  }

  getBindGroupLayout(): GPUBindGroupLayout {
    return this.#layout;
  }

  /** The layout of the device in whose place kernels were given this one. */
  layoutOf(layout: GPUBindGroupLayout): GPUBindGroupLayout {
    return layout === this.#layout ? this.made.getBindGroupLayout(0) : layout;
  }
}
