import { Peer } from '../steps/peer.ts';

/** Runs a program of ours in a process of its own, and returns the one thing that it answers. */
export async function askOnce<Answer>(
  title: string,
  program: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const peer = new Peer(title, { program: process.execPath, args: [program, ...args], environment });
  return peer.ask<Answer>('').finally(() => peer.stop());
}
