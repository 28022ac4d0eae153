/** Milliseconds that JavaScript may take for a step of the GPT of `steps`, where nothing waits for the device. */
export const scriptBars = { Node: 1.5, Chromium: 0.5 } as const;

/** Dispatches of such a step, divided by its layers. */
export const dispatchesPerLayer = 35;

/** A compiled step must be more than so many times as fast as an eager one. */
export const leastGain = 1;
