/** A door in a loop: while it is shut, whoever waits for `passed` stands before it. */
export class Gate {
  #release: (() => void) | undefined;
  #passed: Promise<void> = Promise.resolve();

  /** Settled while the gate is open. */
  get passed(): Promise<void> {
    return this.#passed;
  }

  shut(): void {
    if (this.#release) return;
    this.#passed = new Promise((resolve) => (this.#release = resolve));
  }

  open(): void {
    this.#release?.();
    this.#release = undefined;
  }
}
