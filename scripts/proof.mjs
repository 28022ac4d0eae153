/** `pnpm proof [names]`: compiles the proof app and runs it; `pnpm proof --help` says the rest. */
import { runProgram } from './compile.mjs';

await runProgram('proof', 'apps/proof');
