import type { PrismTheme } from 'prism-react-renderer';

/** Colours of code in the pages, as names that src/css/colours.css gives a value in light and in dark. */
export const codeColours: PrismTheme = {
  plain: { color: 'var(--thaw-ink)', backgroundColor: 'var(--thaw-well)' },
  styles: [
    { types: ['comment'], style: { color: 'var(--thaw-code-comment)', fontStyle: 'italic' } },
    { types: ['string', 'template-string', 'attr-value'], style: { color: 'var(--thaw-code-string)' } },
    { types: ['number', 'boolean', 'constant'], style: { color: 'var(--thaw-code-number)' } },
    { types: ['keyword', 'tag', 'selector'], style: { color: 'var(--thaw-code-keyword)' } },
    { types: ['class-name', 'builtin', 'attr-name'], style: { color: 'var(--thaw-code-type)' } },
    { types: ['function'], style: { color: 'var(--thaw-code-function)' } },
  ],
};
