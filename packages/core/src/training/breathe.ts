/** A picture 60 times a second. */
const LONGEST_WHERE_DRAWN = 16;
/** Without a screen nobody sees a delay of so much, and each pause lets V8 clean up sooner than it must: 0.4 ms of 16 were measured. */
const LONGEST_ELSEWHERE = 100;
let last = 0;

/**
 * Lets the rest of the program run: timers, key presses, drawing. On wasm a step is one synchronous piece, and a loop
 * of awaited steps would otherwise hold the thread from beginning to end. Costs nothing most of the time.
 */
export async function breathe(): Promise<void> {
  // A polyfill gives pages setImmediate too, so that does not tell.
  const isBrowser = 'document' in globalThis || 'WorkerGlobalScope' in globalThis;
  const longest = isBrowser ? LONGEST_WHERE_DRAWN : LONGEST_ELSEWHERE;
  if (performance.now() - last < longest) return;
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
