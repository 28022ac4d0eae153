/** When the next step may be taken: at once, after a wait, when the reader asks for it, or not before Resume. */
export class Pace {
  #paused = false;
  #credit = 0;
  #milliseconds = 0;
  #wake: () => void = () => undefined;

  /** Whether steps are taken one by one, so that each is worth showing. */
  get paused(): boolean {
    return this.#paused;
  }

  pause(): void {
    this.#paused = true;
    this.#credit = 0;
  }

  resume(): void {
    this.#paused = false;
    this.#wake();
  }

  /** Lets one step pass while paused. */
  step(): void {
    this.#paused = true;
    this.#credit++;
    this.#wake();
  }

  set milliseconds(wait: number) {
    this.#milliseconds = wait;
    this.#wake();
  }

  /** Settles when the next step may be taken. @param idle called once when nothing will happen until the reader acts */
  async turn(idle: () => Promise<void>): Promise<void> {
    if (this.#paused && this.#credit === 0) await idle();
    while (this.#paused && this.#credit === 0) await new Promise<void>((resolve) => (this.#wake = resolve));
    if (this.#paused) {
      this.#credit--;
    } else if (this.#milliseconds > 0) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, this.#milliseconds);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      if (this.#paused) await this.turn(idle); // Pause came while it waited
    }
  }
}
