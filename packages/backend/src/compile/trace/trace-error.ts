/** Why a step cannot become a program. The message says what the step does, and what to do instead. */
export class TraceError extends Error {
  override readonly name = 'TraceError';
}
