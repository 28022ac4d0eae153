import { requireMember } from '../archives/read-tar.ts';
import { readZip } from '../archives/read-zip.ts';
import { loadFile } from '../sources/load-file.ts';
import { localFolder } from '../sources/local-folder.ts';
import type { LoadOptions, SourceFile } from '../sources/source-file.ts';

/** A file within the archive, and where it lies in a local folder, in which nothing is packed. */
export interface ArchivedFile {
  readonly path: string;
  readonly member: string;
}

/** The data of two tutorials of PyTorch: names by nationality, English and French sentences. */
export const tutorialArchive: SourceFile = {
  path: 'pytorch-tutorial/data.zip',
  // The first is named by pytorch/tutorials, intermediate_source/char_rnn_classification_tutorial.py; the second is a copy of
  // it, of the same sha256, which was measured.
  urls: [
    'https://download.pytorch.org/tutorial/data.zip',
    'https://raw.githubusercontent.com/GauravBh1010tt/DL-Seq2Seq/c629028747062e5bef1550a627c4478f183e3ea8/neural%20machine%20translation/data.zip',
  ],
  sha256: 'fb317e80248faeb62dc25ef3390ae24ca34b94e276bbc5141fd8862c2200bff5',
};

/** Files of the archive, or of the local folder where one is named, in the order in which they are asked for. */
export async function loadArchived(
  dataset: string,
  wanted: readonly ArchivedFile[],
  options: LoadOptions,
  archive: SourceFile = tutorialArchive,
): Promise<Uint8Array[]> {
  if (localFolder(options) !== undefined) {
    return Promise.all(wanted.map(({ path }) => loadFile(dataset, { path, urls: archive.urls }, options)));
  }
  const members = new Set(wanted.map(({ member }) => member));
  const name = `${dataset}: ${archive.path}`;
  const files = await readZip(await loadFile(dataset, archive, options), (file) => members.has(file), name);
  return wanted.map(({ member }) => requireMember(files, member, name));
}
