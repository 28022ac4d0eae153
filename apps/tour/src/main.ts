import { experiments } from '@thaw/experiments/all';

import { tour } from './tour.ts';

const interruption = new AbortController();

// pnpm passes the signal on that the terminal has sent already, so that one Ctrl-C comes twice.
const patience = 2000; // milliseconds
let asked = Infinity;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    interruption.abort();
    if (performance.now() - asked > patience) process.exit(130);
    asked = Math.min(asked, performance.now());
  });
}

// Whoever read the output, as in `tour | head`, may have gone.
process.stdout.on('error', () => process.exit(0));

const code = await tour(process.argv.slice(2), {
  experiments,
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  signal: interruption.signal,
});
// A graphics device may keep the process alive: it ends here, once everything is written.
process.stdout.write('', () => process.exit(code));
