import type { Picture } from '@thaw/experiments/picture';
import { type ReactNode, useEffect, useRef, useState } from 'react';

/** Charts are drawn anew at most this often. */
const MILLISECONDS_BETWEEN_DRAWINGS = 100;

/** A picture, drawn by the same code as the tour's report. Its charting library is fetched with the first picture. */
export function DrawnPicture({ picture }: { readonly picture: Picture }): ReactNode {
  const place = useRef<HTMLDivElement>(null);
  const newest = useRef(picture);
  const [drawer, setDrawer] = useState<() => void>();
  newest.current = picture;

  useEffect(() => {
    let here = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    void import('@thaw/figures').then(({ drawPicture }) => {
      if (!here) return;
      const draw = (): void => {
        timer = undefined;
        const { current: element } = place;
        if (here && element)
          element.replaceChildren(drawPicture(newest.current, { width: element.clientWidth }));
      };
      setDrawer(() => () => void (timer ??= setTimeout(draw, MILLISECONDS_BETWEEN_DRAWINGS)));
      draw();
    });
    return () => {
      here = false;
      clearTimeout(timer);
    };
  }, []);
  useEffect(() => drawer?.(), [drawer, picture]);

  return <div ref={place} />;
}
