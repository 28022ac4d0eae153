/** Colours of curves: told apart on light and dark backgrounds, and by those who see no red or green. */
export const curveColours = ['#4269d0', '#e08214', '#ff725c', '#3ca28c', '#a463f2', '#9c6b4e'] as const;

/** The two sides of a decision, 0 and 1, and the deep tones of the examples drawn on them. */
export const sides = { 0: '#2b6cb0', 1: '#c2410c' } as const;

/** The line between the sides; it lies on colours that are light on every page. */
export const border = '#111';

/** What was right, and what was taken for something else. */
export const verdicts = { right: '#3867c8', wrong: '#d9480f' } as const;
