import { parseArgs } from 'node:util';

import { listExperiments, prove } from './prove.ts';

const usage = `pnpm proof [names] [--device webgpu|wasm|cpu] [--list] [--help]

Reruns experiments at full size, over all their seeds, and appends each figure to PROOFS.md.
Exits with 1 when a bar was missed. A run that was broken off goes on, while the code is the same, behind the last seed that it finished.

mnist downloads MNIST's four files once and keeps them. Where it cannot, set THAW_DATA to a folder that holds them as they are
published, gzip or unpacked:
  mnist/train-images-idx3-ubyte.gz   mnist/train-labels-idx1-ubyte.gz
  mnist/t10k-images-idx3-ubyte.gz    mnist/t10k-labels-idx1-ubyte.gz

datasets loads every real data set that lies in that folder, and compares its figures with those that are published.`;

process.exitCode = await main(process.argv.slice(2));

async function main(args: string[]): Promise<number> {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { list: { type: 'boolean' }, help: { type: 'boolean' }, device: { type: 'string' } },
    });
    if (values.help) return print(usage);
    if (values.list) return print(listExperiments());
    return await prove(positionals, values.device);
  } catch (error) {
    console.error((error as Error).message);
    return 2;
  }
}

function print(text: string): number {
  console.log(text);
  return 0;
}
