type Border = [before: number, after: number];

/** How a window slides over an image, as TensorFlow.js hands it to kernels. */
interface WindowAttributes {
  strides: number | [number, number];
  /** A number is the border on all sides; pairs are those before and after each axis. */
  pad: 'valid' | 'same' | number | [Border, Border, Border, Border];
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/** What the gradients of a 2D convolution know of it. */
export interface ConvolutionAttributes extends WindowAttributes {
  dilations?: number | [number, number];
  dataFormat?: 'NHWC' | 'NCHW';
  filterShape?: [number, number, number, number];
  inputShape?: [number, number, number, number];
}

/** What the gradient of a 2D pooling knows of it. */
export interface PoolingAttributes extends WindowAttributes {
  filterSize: number | [number, number];
}
