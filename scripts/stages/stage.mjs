/**
 * A stage of `pnpm test`: one line of the table in test.mjs.
 *
 * @typedef {object} Stage
 * @property {string} name how it is called on the command line, in one word
 * @property {string} claim what holds when it passes
 * @property {(resources: Resources) => Promise<Result>} run an error it throws counts as one failure
 */

/**
 * @typedef {object} Result
 * @property {number} passed
 * @property {number} failed
 * @property {string[]} faults one line each, for the summary
 */

/**
 * What the stages of one run share.
 *
 * @typedef {object} Resources
 * @property {() => Promise<import('../browser/chromium.mjs').Chromium>} chromium found or installed at the first call
 */

/**
 * The result of a stage that counts as one.
 *
 * @param {readonly string[]} faults none when it passed
 * @returns {Result}
 */
export function one(faults) {
  return faults.length === 0
    ? { passed: 1, failed: 0, faults: [] }
    : { passed: 0, failed: 1, faults: [...faults] };
}
