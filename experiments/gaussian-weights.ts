import { type Initializer, varianceScaling } from '@thaw/core';

/** The bells of the papers, with their tails: `heNormal`, `glorotNormal` and `lecunNormal` cut them at two deviations, as Keras does. */
const gaussian = (scale: number, mode: 'fanIn' | 'fanAvg'): Initializer =>
  varianceScaling({ scale, mode, distribution: 'normal' });

/** N(0, 2/fanIn): He et al. 2015, eq. 10. */
export const heGaussian: Initializer = /* @__PURE__ */ gaussian(2, 'fanIn');

/** N(0, 2/(fanIn + fanOut)): Glorot and Bengio 2010, eq. 12. */
export const glorotGaussian: Initializer = /* @__PURE__ */ gaussian(1, 'fanAvg');

/** N(0, 1/fanIn): LeCun et al. 1998, §4.6. */
export const lecunGaussian: Initializer = /* @__PURE__ */ gaussian(1, 'fanIn');
