const sidebars = {
  learn: ['get-started', { type: 'category', label: 'The history', collapsed: false, items: ['learn/xor'] }],
  api: [
    { type: 'doc', id: 'api/index', label: 'All packages' },
    // Made with the pages, when the site is built.
    ...(require('./docs/api/typedoc-sidebar.cjs') as object[]),
  ],
};

// oxlint-disable-next-line import/no-default-export -- Docusaurus takes it from there
export default sidebars;
