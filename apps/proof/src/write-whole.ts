import { rename, writeFile } from 'node:fs/promises';

/** Writes a file of which nobody sees a part, whatever breaks off the program. */
export async function writeWhole(path: string, text: string): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  await writeFile(temporary, text);
  await rename(temporary, path);
}
