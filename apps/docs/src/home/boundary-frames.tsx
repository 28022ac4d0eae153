import type { ReactNode } from 'react';

import styles from './home.module.css';
import recording from './xor-frames.json';

const { cells, frames, seed } = recording;
/** The square shown goes from -0.5 to 1.5 along both axes. */
const place = (coordinate: number): number => ((coordinate + 0.5) / 2) * cells;
const cases = [
  { x: 0, y: 0, target: 0 },
  { x: 0, y: 1, target: 1 },
  { x: 1, y: 0, target: 1 },
  { x: 1, y: 1, target: 0 },
];

/** A net learning XOR: what it answers all over the square, as recorded by scripts/record-xor.mjs. */
export function BoundaryFrames(): ReactNode {
  return (
    <figure className={styles.frames}>
      <div>
        {frames.map(({ step, rows }) => (
          <figure key={step}>
            <svg
              viewBox={`0 0 ${cells} ${cells}`}
              role="img"
              aria-label={`What the net answers after ${step} steps`}
            >
              <g shapeRendering="crispEdges">
                {rows.flatMap((row, y) =>
                  runs(row).map(({ begin, length, value }) => (
                    <rect
                      key={`${y}/${begin}`}
                      x={begin}
                      y={y}
                      width={length}
                      height={1}
                      fill={colour(value)}
                    />
                  )),
                )}
              </g>
              {cases.map(({ x, y, target }) => (
                <g key={`${x}${y}`} transform={`translate(${place(x)} ${cells - place(y)})`}>
                  <circle
                    r={2.1}
                    fill={target === 1 ? '#b53d0a' : '#1f5c94'}
                    stroke="#fff"
                    strokeWidth={0.45}
                  />
                  <text y={0.95} fontSize={2.7} fontWeight={700} textAnchor="middle" fill="#fff">
                    {target}
                  </text>
                </g>
              ))}
            </svg>
            <figcaption>{step === 1 ? 'step 1' : `step ${step}`}</figcaption>
          </figure>
        ))}
      </div>
      <figcaption>
        A net with one hidden layer learns XOR: its answer from 0 (blue) to 1 (orange) all over the square.
        Recorded from the experiment itself, seed {seed}.
      </figcaption>
    </figure>
  );
}

/** Neighbours of one value, as one: `0011` is two runs. */
function runs(row: string): { begin: number; length: number; value: number }[] {
  return [...row.matchAll(/(.)\1*/g)].map((match) => ({
    begin: match.index,
    length: match[0].length,
    value: Number(match[1]),
  }));
}

/** From blue over near white to orange, for 0 to 9. */
function colour(value: number): string {
  const part = value / 9;
  const [from, to, share] =
    part < 0.5
      ? ([[58, 130, 189], [236, 243, 246], part * 2] as const)
      : ([[236, 243, 246], [232, 117, 52], part * 2 - 1] as const);
  return `rgb(${from.map((start, i) => Math.round(start + (to[i]! - start) * share)).join(' ')})`;
}
