import type { Picture } from '@thaw/experiments/picture';
import { type ReactNode, useEffect, useRef, useState } from 'react';

/** Charts are drawn anew at most this often. */
const MILLISECONDS_BETWEEN_DRAWINGS = 120;

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
        if (!here || !element) return;
        const width = Math.max(240, Math.min(element.clientWidth, 480));
        element.replaceChildren(drawnOrSaid(() => drawPicture(newest.current, { width })));
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

/** The figure; for a picture that code of the reader's own made wrong, what is wrong with it. */
function drawnOrSaid(draw: () => HTMLElement): HTMLElement {
  try {
    return draw();
  } catch (error) {
    const said = document.createElement('p');
    said.textContent = `This picture cannot be drawn: ${(error as Error).message}`;
    return said;
  }
}
