/**
 * The one palette of every picture: after Okabe and Ito, told apart by those who see no red or no green. A page may set
 * the variables, as a dark one does; the colours here are for light ground.
 */
const colour = (name: string, light: string): string => `var(--thaw-${name}, ${light})`;

/** A curve's colour and its dashes: two curves differ in both. */
export const curves: readonly { readonly colour: string; readonly dash: string }[] = [
  { colour: /* @__PURE__ */ colour('curve-1', '#0072b2'), dash: '' },
  { colour: /* @__PURE__ */ colour('curve-2', '#c65102'), dash: '6 3' },
  { colour: /* @__PURE__ */ colour('curve-3', '#00805c'), dash: '2 2.5' },
  { colour: /* @__PURE__ */ colour('curve-4', '#a8497f'), dash: '9 3 2 3' },
  { colour: /* @__PURE__ */ colour('curve-5', '#8f6a00'), dash: '12 4' },
  { colour: /* @__PURE__ */ colour('curve-6', '#2b7fb3'), dash: '4 2 1 2 1 2' },
];

/** The two sides of a decision, 0 and 1: deep tones for the examples drawn on them. */
export const sides = { 0: '#1b5e92', 1: '#b34700' } as const;

/** The line between the sides; it lies on colours that are light on every page. */
export const border = '#10222e';

/** What was right, and what was taken for something else. */
export const verdicts: { readonly right: string; readonly wrong: string } = {
  right: /* @__PURE__ */ colour('right', '#0072b2'),
  wrong: /* @__PURE__ */ colour('wrong', '#c65102'),
};

/** The strongest value of a heatmap; weaker ones let the page shine through. */
export const strongest: string = /* @__PURE__ */ colour('strongest', '#0b4f6c');

/** Text upon the strongest value. */
export const onStrongest: string = /* @__PURE__ */ colour('on-strongest', '#ffffff');

/** From blue over near white to orange, as `t` goes from 0 to 1: a colour for every answer between two sides. */
export function iceToWarm(t: number): string {
  const [from, to, part] =
    t < 0.5
      ? ([[64, 137, 190], [242, 246, 247], t * 2] as const)
      : ([[242, 246, 247], [230, 125, 54], t * 2 - 1] as const);
  return `rgb(${from.map((start, i) => Math.round(start + (to[i]! - start) * Math.min(1, Math.max(0, part)))).join(' ')})`;
}
