export default {
  printWidth: 110,
  singleQuote: true,
  // A line of code on a page of the site is cut where it is longer.
  overrides: [{ files: 'apps/docs/docs/**/*.mdx', options: { printWidth: 72 } }],
};
