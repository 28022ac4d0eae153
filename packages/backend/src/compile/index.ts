export { compile, type Compiled, type CompileOptions, type ProgramReport } from './compile.ts';
export { TraceError } from './trace/trace-error.ts';
