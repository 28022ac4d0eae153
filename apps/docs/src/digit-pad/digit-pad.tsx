import { type KeyboardEvent, type PointerEvent, type ReactNode, useEffect, useRef, useState } from 'react';

import { DrawnPicture } from '../lab/drawn-picture.tsx';
import { useSurroundingLab } from '../lab/lab-context.ts';
import styles from './digit-pad.module.css';
import { normalizeDigit, type Place } from './normalize-digit.ts';

/** The pad's own unit: strokes are kept in it, whatever the pad's size on the screen. */
const SIDE = 100;
const STEP = 5;

const arrows: Readonly<Record<string, Place>> = {
  ArrowLeft: { x: -STEP, y: 0 },
  ArrowRight: { x: STEP, y: 0 },
  ArrowUp: { x: 0, y: -STEP },
  ArrowDown: { x: 0, y: STEP },
};

/** A pad on which the reader draws a digit, for the model of the surrounding Lab to read, also while it learns. */
export function DigitPad(): ReactNode {
  const { canAnswer, answer, ask } = useSurroundingLab();
  const [strokes, setStrokes] = useState<readonly (readonly Place[])[]>([]);
  const [pen, setPen] = useState<Place>({ x: SIDE / 2, y: SIDE / 4 });
  const [down, setDown] = useState(false);
  const [focused, setFocused] = useState(false);
  const asking = useRef(ask);
  asking.current = ask;
  const image = normalizeDigit(strokes);
  const drawn = strokes.length > 0;
  const key = image.join();
  useEffect(() => {
    if (drawn && canAnswer) asking.current(key.split(',').map(Number), [1, 8, 8, 1]);
  }, [key, drawn, canAnswer]);

  const extend = (place: Place): void =>
    setStrokes((all) => [...all.slice(0, -1), [...(all.at(-1) ?? []), place]]);
  const placeOf = (event: PointerEvent<SVGSVGElement>): Place => {
    const { left, top, width, height } = event.currentTarget.getBoundingClientRect();
    return { x: ((event.clientX - left) / width) * SIDE, y: ((event.clientY - top) / height) * SIDE };
  };
  const clear = (): void => {
    setStrokes([]);
    setDown(false);
  };
  const press = (event: KeyboardEvent): void => {
    const move = arrows[event.key];
    if (move) {
      const clamp = (value: number): number => Math.min(SIDE - 8, Math.max(8, value));
      const to = { x: clamp(pen.x + move.x), y: clamp(pen.y + move.y) };
      setPen(to);
      if (down) extend(to);
    } else if (event.key === ' ') {
      if (!down) setStrokes((all) => [...all, [pen]]);
      setDown(!down);
    } else if (event.key === 'Delete' || event.key === 'Backspace') {
      clear();
    } else {
      return;
    }
    event.preventDefault();
  };

  return (
    <div className={styles.pad}>
      <div>
        <svg
          viewBox={`0 0 ${SIDE} ${SIDE}`}
          className={styles.paper}
          role="application"
          aria-label="Pad: draw a digit. Arrow keys move the pen, Space sets it down and lifts it, Delete clears."
          tabIndex={0}
          onPointerDown={(event) => {
            event.currentTarget.setPointerCapture(event.pointerId);
            const place = placeOf(event);
            setDown(false);
            setStrokes((all) => [...all, [place]]);
          }}
          onPointerMove={(event) => {
            if (event.currentTarget.hasPointerCapture(event.pointerId)) extend(placeOf(event));
          }}
          onKeyDown={press}
          onFocus={() => setFocused(true)}
          onBlur={() => setFocused(false)}
        >
          {strokes.map((stroke, i) => (
            <polyline key={i} points={[...stroke, stroke.at(-1)!].map(({ x, y }) => `${x},${y}`).join(' ')} />
          ))}
          {focused && <circle cx={pen.x} cy={pen.y} r={down ? 4 : 3} data-down={down} />}
        </svg>
        <button type="button" onClick={clear} disabled={!drawn}>
          Clear
        </button>
      </div>
      <div>
        <svg
          viewBox="0 0 8 8"
          className={styles.seen}
          role="img"
          aria-label="The 8 by 8 image that the net sees"
        >
          {image.map((ink, i) => (
            <rect key={i} x={i % 8} y={Math.floor(i / 8)} width={1.02} height={1.02} fillOpacity={ink} />
          ))}
        </svg>
        <span>what it sees</span>
      </div>
      <div className={styles.answer} aria-live="polite">
        {drawn && answer ? (
          <DrawnPicture picture={answer} />
        ) : (
          <p>
            {canAnswer
              ? 'Draw a digit, large or small, anywhere on the pad.'
              : 'Press Run, then draw a digit here: the net reads it while it is still learning.'}
          </p>
        )}
      </div>
    </div>
  );
}
