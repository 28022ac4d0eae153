import dagre from '@dagrejs/dagre';
import type { ReactNode } from 'react';

import { Wide } from '../wide/wide.tsx';
import styles from './compiled.module.css';

interface Node {
  readonly id: string;
  readonly kind: 'input' | 'variable' | 'operation' | 'output';
  readonly label: string;
  readonly detail: string;
  readonly reads: readonly string[];
}

interface Pictured {
  readonly nodes: readonly Node[];
  readonly bytes: number;
  readonly operations: number;
}

// A test of the backend writes it, and fails where it is not what the compiler makes.
const recorded = require('../../../../packages/backend/fixtures/compiled-step.json') as {
  readonly before: Pictured;
  readonly after: Pictured;
};

/** One letter of the picture, and one line. */
const [LETTER, LINE, ROOM] = [6.3, 15, 8];

/** The step of this page as it was written down, or as its program computes it. */
export function GraphPicture({ which }: { readonly which: 'before' | 'after' }): ReactNode {
  const { nodes, bytes, operations } = recorded[which];
  const { boxes, lines, left, width, height } = arrange(nodes);
  const words = `${operations} operations, ${bytes} bytes at most between them`;
  return (
    <figure className={styles.figure}>
      <Wide label={`The graph: ${words}`}>
        <svg
          width={width}
          height={height}
          viewBox={`${left} 0 ${width} ${height}`}
          role="img"
          aria-label={words}
        >
          {lines.map((points) => (
            <path key={points} className={styles.line} d={points} />
          ))}
          {boxes.map(({ node, x, y, width: wide, height: high, text }) => (
            <g key={node.id} transform={`translate(${x - wide / 2} ${y - high / 2})`}>
              <rect className={styles[node.kind]} width={wide} height={high} rx="4" />
              {text.map((line, i) => (
                <text
                  key={line}
                  className={i === 0 ? styles.label : styles.detail}
                  x={ROOM}
                  y={LINE * (i + 1)}
                >
                  {line}
                </text>
              ))}
            </g>
          ))}
        </svg>
      </Wide>
      <figcaption>
        {which === 'before' ? 'As traced' : 'After the passes'}: {words}.
      </figcaption>
    </figure>
  );
}

interface Box {
  readonly node: Node;
  readonly text: readonly string[];
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

function arrange(nodes: readonly Node[]): {
  boxes: Box[];
  lines: string[];
  left: number;
  width: number;
  height: number;
} {
  const graph = new dagre.graphlib.Graph();
  graph.setGraph({ rankdir: 'TB', nodesep: 14, ranksep: 26, marginx: 2, marginy: 2 });
  graph.setDefaultEdgeLabel(() => ({}));
  const texts = new Map(nodes.map((node) => [node.id, [node.label, ...node.detail.split('; ')]]));
  for (const { id, reads } of nodes) {
    const text = texts.get(id)!;
    const letters = Math.max(...text.map((line) => line.length));
    graph.setNode(id, { width: letters * LETTER + 2 * ROOM, height: LINE * text.length + 6 });
    for (const read of reads) graph.setEdge(read, id);
  }
  dagre.layout(graph);
  const boxes = nodes.map((node): Box => {
    const { x, y, width, height } = graph.node(node.id) as Required<Omit<Box, 'node' | 'text'>>;
    return { node, text: texts.get(node.id)!, x, y, width, height };
  });
  const paths = graph.edges().map((edge) => (graph.edge(edge) as { points: Point[] }).points);
  const lines = paths.map((points) =>
    points.map(({ x, y }, i) => `${i === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`).join(' '),
  );
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number };
  // Lines may lead around boxes beyond what dagre takes for the picture.
  const places = paths.flat().map(({ x }) => x);
  const [left, right] = [Math.min(0, ...places), Math.max(width, ...places)].map(Math.round) as [
    number,
    number,
  ];
  return { boxes, lines, left: left - 1, width: right - left + 2, height: Math.ceil(height) };
}
