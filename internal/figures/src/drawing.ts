import type { PlotOptions } from '@observablehq/plot';

/** Where a picture is drawn. */
export interface Canvas {
  readonly document: Document;
  /** The most pixels that it may be wide. */
  readonly width: number;
}

/** A sign and what it stands for. */
export interface LegendEntry {
  readonly sign: 'line' | 'circle' | 'triangle' | 'square' | 'diamond' | 'cross' | 'star' | 'border';
  readonly colour: string;
  /** The dashes of a line. @defaultValue none */
  readonly dash?: string;
  readonly text: string;
}

/** A drawn chart, and what the figure around it says. */
export interface Drawing {
  readonly chart: Element;
  /** What there is to see, in one sentence: for those who cannot see it. */
  readonly description: string;
  readonly legend: readonly LegendEntry[];
}

/**
 * What all charts share: the text of the page around them, in its colour, and no background, so that they are
 * readable on light and dark pages.
 */
export function chartStyle({ document }: Canvas): PlotOptions {
  return {
    document,
    style: { fontFamily: 'inherit', fontSize: '13px', background: 'transparent', overflow: 'visible' },
  };
}
