import { labClaims } from './claims/labs.mjs';
import { pageClaims } from './claims/pages.mjs';
import { programClaims } from './claims/programs.mjs';
import { sandboxClaims } from './claims/sandbox.mjs';

/** What the site is held to. @type {readonly import('./claim.mjs').Claim[]} */
export const claims = [...pageClaims, ...labClaims, ...sandboxClaims, ...programClaims];
