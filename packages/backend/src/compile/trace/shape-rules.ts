import { elementwiseRules } from './elementwise-rules.ts';
import { gatherRules } from './gather-rules.ts';
import { layoutRules } from './layout-rules.ts';
import { operationRules } from './operation-rules.ts';
import { productRules } from './product-rules.ts';
import { reductionRules } from './reduction-rules.ts';
import type { Rule } from './rule.ts';
import { windowRules } from './window-rules.ts';

/** What each kernel makes, known without computing it: the shape and type of every output. */
export const shapeRules: Readonly<Record<string, Rule>> = {
  ...elementwiseRules,
  ...gatherRules,
  ...layoutRules,
  ...operationRules,
  ...productRules,
  ...reductionRules,
  ...windowRules,
};
