/** The command line asks for something there is not. The message is one sentence and lists what there is. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
