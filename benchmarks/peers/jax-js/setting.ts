/** How jax-js runs. Whether it has multiply-add is up to the flags of Node. */
export interface JaxSetting {
  /** Above 1: its kernels on so many workers. */
  readonly threads: number;
  /** Its own convolution, or a product of the 3x3 neighbours of each place with the filters. */
  readonly convolution: 'lax' | 'patches';
}
