import { type ReactNode, useMemo } from 'react';

import type { Chapter } from './chapter.ts';
import { DrawnPicture } from './drawn-picture.tsx';
import styles from './lab.module.css';
import { type LabState, lossCurves } from './lab-state.ts';

interface PicturesProps {
  readonly state: LabState;
  /** Those of the recorded run. */
  readonly drawings: Chapter['drawings'];
}

/** What there is to see: the recorded run's pictures, then the live ones, then those that the run ended with. */
export function Pictures({ state, drawings }: PicturesProps): ReactNode {
  const { status, points, picture, ended } = state;
  const curves = useMemo(() => lossCurves(points), [points]);
  if (status === 'recorded') {
    return (
      <div className={styles.pictures} data-pictures="recorded">
        {drawings.map(({ title, html }) => (
          // Drawn by our own code when the page was built; see lab/recorded-loader.cjs.
          <div key={title} dangerouslySetInnerHTML={{ __html: html }} />
        ))}
      </div>
    );
  }
  if (points.length === 0) return <div className={styles.pictures} data-pictures="none" />;
  const pictures =
    ended && ended.pictures.length > 0 ? ended.pictures : picture ? [curves, picture] : [curves];
  return (
    <div className={styles.pictures} data-pictures={ended ? 'ended' : 'live'}>
      {pictures.map((each, i) => (
        <DrawnPicture key={`${i}/${each.kind}`} picture={each} />
      ))}
    </div>
  );
}
