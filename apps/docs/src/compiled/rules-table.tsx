import type { ReactNode } from 'react';

import { Wide } from '../wide/wide.tsx';

interface Meta {
  readonly shape: readonly number[];
  readonly dtype: string;
}

interface Rule {
  readonly kernel: string;
  readonly inputs: Readonly<Record<string, Meta>>;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly outputs: readonly Meta[];
}

// A test of the backend writes it, and fails where a rule says something else.
const { rules } = require('../../../../packages/backend/fixtures/shape-rules.json') as {
  readonly rules: readonly Rule[];
};

/** Every operation that a compiled step may have, with a call and what its rule says of that. */
export function RulesTable(): ReactNode {
  return (
    <Wide label="Operations with a rule">
      <table>
        <thead>
          <tr>
            <th scope="col">kernel</th>
            <th scope="col">given</th>
            <th scope="col">makes</th>
          </tr>
        </thead>
        <tbody>
          {rules.map(({ kernel, inputs, attributes, outputs }) => (
            <tr key={kernel}>
              <th scope="row">
                <code>{kernel}</code>
              </th>
              <td>{[...named(inputs), ...settings(attributes)].join(', ') || '–'}</td>
              <td>{outputs.map(inWords).join(', ')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Wide>
  );
}

const inWords = ({ shape, dtype }: Meta): string =>
  `${dtype === 'float32' ? '' : `${dtype} `}[${shape.join(', ')}]`;

function named(inputs: Rule['inputs']): string[] {
  return Object.entries(inputs).map(([name, meta]) => `${name} ${inWords(meta)}`);
}

/** The settings that are told in a few letters. */
function settings(attributes: Rule['attributes']): string[] {
  return Object.entries(attributes)
    .map(([name, value]) => `${name} ${JSON.stringify(value) ?? 'none'}`)
    .filter((text) => text.length < 40);
}
