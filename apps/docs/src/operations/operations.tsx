import Heading from '@theme/Heading';
import type { ReactNode } from 'react';

import { Wide } from '../wide/wide.tsx';
import styles from './operations.module.css';

/** What the tests found of an operation on one device; null where it has no gradient. */
interface Found {
  readonly value: boolean;
  readonly gradient: boolean | null;
  readonly deterministic: boolean;
}

interface Row {
  readonly name: string;
  readonly kind: string;
  readonly cases: number;
  readonly flat?: string;
  readonly tolerance?: number;
  readonly why?: string;
  readonly cpu?: Found;
  readonly wasm?: Found;
  readonly webgl?: Found;
  readonly webgpu?: Found;
}

const devices = ['cpu', 'wasm', 'webgl', 'webgpu'] as const;

// The tests of the backend write it, and fail where it is not what they find.
const { operations } = require('../../../../packages/backend/fixtures/operations.json') as {
  readonly operations: readonly Row[];
};

/** The table operation by device, one for each kind of operation. */
export function Operations(): ReactNode {
  const kinds = [...new Set(operations.map(({ kind }) => kind))];
  return kinds.map((kind) => (
    <section key={kind}>
      <Heading as="h2" id={kind.replaceAll(' ', '-')}>
        {kind[0]!.toUpperCase() + kind.slice(1)}
      </Heading>
      <Wide label={`Operations: ${kind}`}>
        <table>
          <thead>
            <tr>
              <th scope="col">tf.</th>
              <th scope="col">cases</th>
              {devices.map((device) => (
                <th scope="col" key={device}>
                  {device}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>{operations.filter((row) => row.kind === kind).map(tableRow)}</tbody>
        </table>
      </Wide>
      <Remarks rows={operations.filter((row) => row.kind === kind)} />
    </section>
  ));
}

function tableRow(row: Row): ReactNode {
  return (
    <tr key={row.name}>
      <th scope="row">
        <code>{row.name}</code>
      </th>
      <td>{row.cases}</td>
      {devices.map((device) => (
        <td key={device}>
          <Marks found={row[device]} />
        </td>
      ))}
    </tr>
  );
}

function Marks({ found }: { readonly found: Found | undefined }): ReactNode {
  if (!found) return 'not tried';
  const { value, gradient, deterministic } = found;
  const marks = [
    ['value', value],
    ['gradient', gradient],
    ['same bits', deterministic],
  ] as const;
  return marks.map(([what, mark]) => (
    <span key={what} className={styles.mark} title={`${what}: ${inWords(mark)}`}>
      {mark === null ? '–' : mark ? '✔' : '✘'}
    </span>
  ));
}

function inWords(mark: boolean | null): string {
  if (mark === null) return 'there is none';
  return mark ? 'right' : 'wrong';
}

/** Why some have no gradient, or are held to less. */
function Remarks({ rows }: { readonly rows: readonly Row[] }): ReactNode {
  const flat = rows.filter((row) => row.flat !== undefined);
  const loose = rows.filter((row) => row.tolerance !== undefined);
  if (flat.length === 0 && loose.length === 0) return null;
  const names = (some: readonly Row[]): string => some.map(({ name }) => name).join(', ');
  const reasons = [...new Set(flat.map((row) => row.flat))];
  return (
    <ul>
      {reasons.map((reason) => (
        <li key={reason}>
          No gradient: {names(flat.filter((row) => row.flat === reason))} ({reason}).
        </li>
      ))}
      {loose.length > 0 && (
        <li>
          On webgpu within {loose[0]!.tolerance} of the largest value: {names(loose)}. {loose[0]!.why}
        </li>
      )}
    </ul>
  );
}
