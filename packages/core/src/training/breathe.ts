const LONGEST_MILLISECONDS = 16;
let last = 0;

/**
 * Lets the rest of the program run: timers, key presses, drawing. On wasm a step is one synchronous piece, and a loop
 * of awaited steps would otherwise hold the thread from beginning to end. Costs nothing most of the time.
 */
export async function breathe(): Promise<void> {
  const now = performance.now();
  if (now - last < LONGEST_MILLISECONDS) return;
  const { setImmediate } = globalThis as { setImmediate?: (callback: () => void) => void };
  await new Promise<void>((resolve) => {
    if (setImmediate) {
      setImmediate(resolve);
      return;
    }
    // A message is a task of its own and, unlike a timer, is not delayed by browsers.
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
  last = performance.now();
}
