/**
 * The chapters of the site, in the reader's order, each with the experiment of its Lab. A new chapter is a line here, one
 * in apps/docs/sidebars.ts, and its page.
 *
 * `light` are settings with which a step is small enough for a software adapter of WebGPU.
 *
 * @type {readonly { page: string, experiment: string, light?: Record<string, number | string> }[]}
 */
export const chapters = [
  { page: 'learn/threshold-neuron', experiment: 'threshold-gates' },
  { page: 'learn/perceptron', experiment: 'perceptron' },
  { page: 'learn/hidden-layer', experiment: 'xor' },
  { page: 'learn/digits', experiment: 'cnn' },
  { page: 'learn/memory', experiment: 'temporal-xor' },
  { page: 'learn/memory', experiment: 'adding' },
  { page: 'learn/attention', experiment: 'dates', light: { layers: 1, heads: '1' } },
  { page: 'learn/gpt', experiment: 'addition', light: { layers: 1 } },
  { page: 'learn/vae', experiment: 'vae' },
];
