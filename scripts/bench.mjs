/** `pnpm bench [names] [--json FILE]`: compiles the benchmarks and runs them; `pnpm bench --help` says the rest. */
import { runProgram } from './compile.mjs';

await runProgram('bench', 'benchmarks');
