import { type KeyboardEvent, type PointerEvent, type ReactNode, useEffect, useRef, useState } from 'react';

import { DrawnPicture } from '../lab/drawn-picture.tsx';
import { useSurroundingLab } from '../lab/lab-context.ts';
import styles from './code-pad.module.css';

/** The pad shows codes from −REACH to REACH along both axes. */
const REACH = 3;
const STEP = 0.1;

interface Code {
  readonly x: number;
  readonly y: number;
}

const arrows: Readonly<Record<string, Code>> = {
  ArrowLeft: { x: -STEP, y: 0 },
  ArrowRight: { x: STEP, y: 0 },
  ArrowUp: { x: 0, y: STEP },
  ArrowDown: { x: 0, y: -STEP },
};

/** A plane of codes on which the reader moves a point, for the model of the surrounding Lab to dream what stands there. */
export function CodePad(): ReactNode {
  const { canAnswer, answer, ask } = useSurroundingLab();
  const [{ x, y }, setCode] = useState<Code>({ x: 0, y: 0 });
  const asking = useRef(ask);
  asking.current = ask;
  useEffect(() => {
    if (canAnswer) asking.current([x, y], [1, 2]);
  }, [x, y, canAnswer]);

  const follow = (event: PointerEvent<SVGSVGElement>): void => {
    const { left, top, width, height } = event.currentTarget.getBoundingClientRect();
    setCode({
      x: within((2 * (event.clientX - left)) / width - 1),
      y: within(1 - (2 * (event.clientY - top)) / height),
    });
  };
  const press = (event: KeyboardEvent): void => {
    const move = arrows[event.key];
    if (!move) return;
    setCode({ x: within((x + move.x) / REACH), y: within((y + move.y) / REACH) });
    event.preventDefault();
  };

  return (
    <div className={styles.pad}>
      <div>
        <svg
          viewBox={`${-REACH} ${-REACH} ${2 * REACH} ${2 * REACH}`}
          className={styles.plane}
          role="application"
          aria-label="Plane of codes: arrow keys move the point, and the net draws what stands there."
          tabIndex={0}
          onPointerDown={(event) => {
            event.currentTarget.setPointerCapture(event.pointerId);
            follow(event);
          }}
          onPointerMove={(event) => {
            if (event.currentTarget.hasPointerCapture(event.pointerId)) follow(event);
          }}
          onKeyDown={press}
        >
          <path d={`M${-REACH} 0H${REACH}M0 ${-REACH}V${REACH}`} />
          <circle className={styles.deviation} r={1} />
          <circle className={styles.deviation} r={2} />
          <circle className={styles.code} cx={x} cy={-y} r={0.12} />
        </svg>
        <span>
          code ({x.toFixed(1)}, {y.toFixed(1)})
        </span>
      </div>
      <div className={styles.answer} aria-live="polite">
        {canAnswer && answer ? (
          <DrawnPicture picture={answer} />
        ) : (
          <p>
            Press Run, then move the point: the net dreams what stands there, also while it is still learning.
          </p>
        )}
      </div>
    </div>
  );
}

/** A code to a tenth, from its place between −1 and 1. */
function within(place: number): number {
  return Math.round(Math.min(1, Math.max(-1, place)) * REACH * 10) / 10;
}
