/** `pnpm tour [stops]`: compiles the tour and runs it; `pnpm tour --help` says what else it can do. */
import { runProgram } from './compile.mjs';

await runProgram('tour', 'apps/tour');
