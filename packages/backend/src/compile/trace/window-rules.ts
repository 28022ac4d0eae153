import { tf } from '../../tfjs.ts';
import { type Attributes, like, output, type Rule, same } from './rule.ts';

type Two = [number, number];
type Three = [number, number, number];
type Four = [number, number, number, number];
type Five = [number, number, number, number, number];

const ofAttribute =
  (name: string): Rule =>
  (_, attributes) =>
    output(attributes[name] as readonly number[]);

const convolution =
  (depthwise: boolean): Rule =>
  ({ x, filter }, attributes) => {
    const { strides, dilations, pad, rounding } = window<Two>(attributes);
    const { outShape } = tf.backend_util.computeConv2DInfo(
      [...x!.shape] as Four,
      [...filter!.shape] as Four,
      strides,
      dilations,
      pad,
      rounding,
      depthwise,
    );
    return output(outShape);
  };

const volume: Rule = ({ x, filter }, attributes) => {
  const { strides, dilations, pad } = window<Three>(attributes);
  const shapes = [[...x!.shape] as Five, [...filter!.shape] as Five] as const;
  return output(
    tf.backend_util.computeConv3DInfo(...shapes, strides, dilations, pad as 'valid' | 'same').outShape,
  );
};

const pool: Rule = ({ x }, attributes) => {
  const { strides, pad, rounding } = window<Two>(attributes);
  const size = attributes['filterSize'] as Two;
  return output(
    tf.backend_util.computePool2DInfo([...x!.shape] as Four, size, strides, 1, pad, rounding).outShape,
  );
};

const poolVolume: Rule = ({ x }, attributes) => {
  const { strides, pad, rounding } = window<Three>(attributes);
  const size = attributes['filterSize'] as Three;
  return output(
    tf.backend_util.computePool3DInfo([...x!.shape] as Five, size, strides, 1, pad as 'valid', rounding)
      .outShape,
  );
};

const dilation: Rule = ({ x, filter }, attributes) => {
  const { strides, dilations, pad } = window<Two>(attributes);
  const shapes = [[...x!.shape] as Four, [...filter!.shape] as Three] as const;
  return output(
    tf.backend_util.computeDilation2DInfo(...shapes, strides, pad as 'valid', 'NHWC', dilations).outShape,
  );
};

const resize: Rule = ({ images }, { size }) => {
  const [batch, , , channels] = images!.shape as Four;
  return output([batch, ...(size as Two), channels]);
};

const crop: Rule = ({ image, boxes }, { cropSize }) =>
  output([boxes!.shape[0]!, ...(cropSize as Two), image!.shape[3]!]);

/** Kernels that look at a window of an image, and those that change its size. */
export const windowRules: Readonly<Record<string, Rule>> = {
  ...same('Conv2D FusedConv2D', convolution(false)),
  ...same('DepthwiseConv2dNative FusedDepthwiseConv2D', convolution(true)),
  ...same(
    'Conv2DBackpropInput Conv3DBackpropInputV2 DepthwiseConv2dNativeBackpropInput',
    ofAttribute('inputShape'),
  ),
  ...same(
    'Conv2DBackpropFilter Conv3DBackpropFilterV2 DepthwiseConv2dNativeBackpropFilter',
    ofAttribute('filterShape'),
  ),
  ...same('AvgPool MaxPool', pool),
  ...same('AvgPool3D MaxPool3D', poolVolume),
  ...same('AvgPoolGrad AvgPool3DGrad MaxPoolGrad MaxPool3DGrad', like('input')),
  ...same('ResizeBilinear ResizeNearestNeighbor', resize),
  Conv3D: volume,
  CropAndResize: crop,
  Dilation2D: dilation,
  Dilation2DBackpropFilter: like('filter'),
  Dilation2DBackpropInput: like('x'),
};

type Pad = 'valid' | 'same' | number | tf.backend_util.ExplicitPadding;
type Rounding = 'floor' | 'round' | 'ceil' | undefined;

function window<Sides extends readonly number[]>({
  strides,
  dilations = 1,
  pad,
  dimRoundingMode,
}: Attributes): { strides: Sides | number; dilations: Sides | number; pad: Pad; rounding: Rounding } {
  return {
    strides: strides as Sides | number,
    dilations: dilations as Sides | number,
    pad: pad as Pad,
    rounding: dimRoundingMode as Rounding,
  };
}
