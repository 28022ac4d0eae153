import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import type { Row } from './rows.ts';
import { writeWhole } from './write-whole.ts';

/** PROOFS.md at the root of the repository. */
const proofsFile = fileURLToPath(new URL('../../../PROOFS.md', import.meta.url));

const heading = `# Proofs

Each row is one figure of one experiment at full size, appended by \`pnpm proof\`. Nothing here is edited by hand.

| date | experiment | result | figure | bar | reached | seeds | steps | seconds | device |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
`;

/** A row of the file. */
export interface DatedRow extends Row {
  readonly device: string;
  /** Year, month and day. */
  readonly date: string;
}

/** Appends rows to PROOFS.md, all or none. */
export async function appendRows(rows: readonly DatedRow[], path: string = proofsFile): Promise<void> {
  const before = existsSync(path) ? await readFile(path, 'utf8') : heading;
  const lines = rows.map(
    ({ date, experiment, result, figure, bar, reached, seeds, steps, seconds, device }) => {
      const verdict = reached === undefined ? '–' : reached ? 'yes' : 'no';
      const cells = [
        date,
        experiment,
        result,
        figure,
        bar,
        verdict,
        seeds,
        steps,
        seconds.toFixed(1),
        device,
      ];
      return `| ${cells.join(' | ')} |\n`;
    },
  );
  await writeWhole(path, before + lines.join(''));
}
