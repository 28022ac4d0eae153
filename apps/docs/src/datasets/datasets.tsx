import Heading from '@theme/Heading';
import type { DatasetCard } from '@thaw/datasets';
import type { ReactNode } from 'react';

import { Wide } from '../wide/wide.tsx';
import styles from './datasets.module.css';

// Made of the package when the site is built.
const { default: cards } = require('@thaw/datasets/package.json?cards') as {
  readonly default: Readonly<Record<string, DatasetCard>>;
};

/** All sets in a table, then the card of each. */
export function Datasets(): ReactNode {
  const sets = Object.entries(cards);
  return (
    <>
      <Wide label="All real data sets">
        <table>
          <thead>
            <tr>
              <th scope="col">set</th>
              <th scope="col">loaded by</th>
              <th scope="col" className={styles.number}>
                rows
              </th>
              <th scope="col" className={styles.number}>
                classes
              </th>
              <th scope="col">from</th>
            </tr>
          </thead>
          <tbody>
            {sets.map(([call, card]) => (
              <tr key={call}>
                <th scope="row" className={styles.name}>
                  <a href={`#${idOf(call)}`}>{card.name}</a>
                </th>
                <td>
                  <code>{call}</code>
                </td>
                <td className={styles.number}>{grouped(card.rows)}</td>
                <td className={styles.number}>{card.classes.length || '–'}</td>
                <td className={styles.source}>{comesFrom(card)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Wide>
      {sets.map(([call, card]) => (
        <Card key={call} call={call} card={card} />
      ))}
    </>
  );
}

function Card({ call, card }: { readonly call: string; readonly card: DatasetCard }): ReactNode {
  const parts = Object.entries(card.parts ?? {}).map(([part, rows]) => `${grouped(rows)} ${part}`);
  return (
    <section className={styles.card}>
      <Heading as="h3" id={idOf(call)}>
        {card.name}
      </Heading>
      <p>{card.description}</p>
      <dl>
        <dt>Loaded by</dt>
        <dd>
          <code>{call}</code>
        </dd>
        <dt>Rows</dt>
        <dd>
          {grouped(card.rows)}
          {parts.length > 0 && `: ${parts.join(', ')}`}
        </dd>
        {card.classes.length > 0 && (
          <>
            <dt>Classes</dt>
            <dd>
              {card.classes.length}: {card.classes.join(', ')}
            </dd>
          </>
        )}
        <dt>Licence</dt>
        <dd>{card.licence}</dd>
        <dt>Cite as</dt>
        <dd>{card.citation}</dd>
        <dt>Published at</dt>
        <dd>
          <a href={card.source}>{card.source}</a>
        </dd>
        {card.files && <Files files={card.files} />}
        <dt>Known faults</dt>
        <dd>
          <ul>
            {card.knownFaults.map((fault) => (
              <li key={fault}>{fault}</li>
            ))}
          </ul>
        </dd>
      </dl>
    </section>
  );
}

/** What is downloaded, and how it is checked. */
function Files({ files }: { readonly files: NonNullable<DatasetCard['files']> }): ReactNode {
  return (
    <>
      <dt>Files</dt>
      <dd>
        <ul>
          {files.map(({ path, urls, bytes, sha256, md5 }) => (
            <li key={path}>
              {urls[0] === undefined ? (
                <code>{path}</code>
              ) : (
                <a href={urls[0]}>
                  <code>{path}</code>
                </a>
              )}
              {bytes !== undefined && `, ${grouped(bytes)} bytes`}, {checkedBy(sha256, md5)}
            </li>
          ))}
        </ul>
      </dd>
    </>
  );
}

function checkedBy(sha256: string | undefined, md5: string | undefined): ReactNode {
  if (sha256 === undefined && md5 === undefined) return 'pinned at its first download';
  return (
    <>
      {sha256 === undefined ? 'md5' : 'sha256'} <code className={styles.sum}>{sha256 ?? md5}</code>
    </>
  );
}

function comesFrom({ files }: DatasetCard): string {
  if (!files) return 'package';
  return files.every(({ urls }) => urls.length === 0) ? 'your folder' : 'network';
}

/** planetoid('cora') → planetoid-cora */
function idOf(call: string): string {
  return call.replaceAll(/\W+/g, '-').replace(/-$/, '').toLowerCase();
}

/** 60,000 */
function grouped(count: number): string {
  return count.toLocaleString('en-US');
}
