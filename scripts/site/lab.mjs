import { expect } from './visitor.mjs';

/** Milliseconds for what a software adapter computes. */
const patient = { timeout: 180_000 };

/** A Lab on a page, as a reader uses it. */
export class Lab {
  /** @param {import('playwright').Page} page @param {string} experiment */
  constructor(page, experiment) {
    this.page = page;
    this.root = page.locator(`[data-experiment="${experiment}"]`);
  }

  /** @param {'Run' | 'Resume' | 'Pause' | 'Step' | 'Reset' | 'Restore' | 'Copy a link'} name */
  async press(name) {
    await this.root.getByRole('button', { name, exact: true }).click();
  }

  /** @param {string} name */
  async choose(name) {
    await this.root.getByLabel('Device').selectOption(name);
  }

  /** Waits until the run stands so. @param {...string} statuses */
  async reaches(...statuses) {
    const wanted = statuses.map((status) => `[data-status="${status}"]`).join(',');
    try {
      await this.root.and(this.page.locator(wanted)).waitFor(patient);
    } catch {
      throw new Error(`the Lab is not ${statuses.join(' or ')}; it says: ${await this.said()}`);
    }
  }

  /** @returns {Promise<string>} */
  async said() {
    return this.root.getByRole('status').first().innerText();
  }

  /** The step that was shown last. @returns {Promise<number>} */
  async step() {
    return Number(await this.root.locator('[data-step]').getAttribute('data-step'));
  }

  /** @returns {Promise<number>} */
  async loss() {
    return Number(await this.root.locator('[data-loss]').getAttribute('data-loss'));
  }

  /** Waits for a step later than this. @param {number} step */
  async stepAfter(step) {
    await this.page.waitForFunction(
      ([root, after]) =>
        Number(root?.querySelector('[data-step]')?.getAttribute('data-step')) > Number(after),
      /** @type {const} */ ([await this.root.elementHandle(), step]),
      patient,
    );
    return this.step();
  }

  /**
   * Runs on a device, pauses, steps once and resets, and looks whether the Lab does so.
   *
   * @param {string} device
   * @param {() => Promise<void>} [whilePaused] what to look at, or to change, in the run that stands
   */
  async exercise(device, whilePaused) {
    await this.choose(device);
    await this.root.getByLabel('Speed').fill('1');
    await this.press('Run');
    await this.stepAfter(0);
    await this.root.locator(`[data-device="${device}"]`).waitFor();
    await this.press('Pause');
    await this.reaches('paused'); // which it says once the step under way is taken
    const held = await this.step();
    await this.page.waitForTimeout(600);
    expect((await this.step()) === held, `on ${device} steps went on after Pause`);
    await whilePaused?.();
    await this.press('Step');
    await this.stepAfter(held);
    await this.reaches('paused');
    await this.page.waitForTimeout(300);
    const next = await this.step();
    expect(next === held + 1, `on ${device} Step went from ${held} to ${next}`);
    await this.root.locator('[data-pictures=live] figure svg').first().waitFor();
    await this.press('Resume');
    await this.stepAfter(next);
    await this.press('Reset');
    await this.reaches('recorded');
    expect((await this.page.locator('iframe').count()) === 0, 'Reset left the sandbox in the page');
  }
}

/**
 * The part of an address that gives a Lab settings, a seed and code, as its "Copy a link" makes it.
 *
 * @param {{ lab: string, seed?: number, settings?: Record<string, number | string>, code?: string }} kept
 */
export async function hashOf({ seed = 1, settings = {}, ...rest }) {
  const json = new Blob([JSON.stringify({ seed, settings, ...rest })]);
  const stream = json.stream().pipeThrough(new CompressionStream('deflate-raw'));
  return `#lab=${Buffer.from(await new Response(stream).arrayBuffer()).toString('base64url')}`;
}
