export { compile, type Compiled, type CompileOptions, type ProgramReport } from './compile.ts';
export { replay } from './replay.ts';
export type { Graph } from './trace/graph.ts';
export { TraceError } from './trace/trace-error.ts';
export { traceRun } from './trace/trace-run.ts';
