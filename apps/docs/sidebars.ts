const chapters = [
  'threshold-neuron',
  'perceptron',
  'hidden-layer',
  'digits',
  'memory',
  'attention',
  'gpt',
  'vae',
];

const sidebars = {
  learn: [
    'get-started',
    {
      type: 'category',
      label: 'The history, to run',
      className: 'thaw-course',
      collapsible: false,
      items: chapters.map((chapter) => `learn/${chapter}`),
    },
  ],
  api: [
    { type: 'doc', id: 'api/index', label: 'All packages' },
    { type: 'doc', id: 'operations', label: 'Operations and devices' },
    { type: 'doc', id: 'compile', label: 'Compiled steps' },
    { type: 'doc', id: 'datasets', label: 'Data sets' },
    // Made with the pages, when the site is built.
    ...(require('./docs/api/typedoc-sidebar.cjs') as object[]),
  ],
};

// oxlint-disable-next-line import/no-default-export -- Docusaurus takes it from there
export default sidebars;
