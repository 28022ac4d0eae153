/**
 * What the site is held to.
 *
 * @typedef {object} Claim
 * @property {string} name
 * @property {(visitor: import('./visitor.mjs').Visitor) => Promise<void>} check throws when it does not hold
 */

export {};
