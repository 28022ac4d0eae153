/**
 * Before each test the shared generator is seeded: what a test draws without a seed of its own is the same in each run, and does not
 * depend on the tests before it.
 */
import { beforeEach } from 'vitest';

import { seed } from '../random/seed.ts';

beforeEach(() => seed(1));
