export { adam, type AdamOptions } from './adam.ts';
export { deltaRule, type DeltaRuleOptions } from './delta-rule.ts';
export { GradientOptimizer, type Move, type Slots } from './gradient-optimizer.ts';
export { perceptronRule, type PerceptronRuleOptions } from './perceptron-rule.ts';
export { sgd, type SgdOptions } from './sgd.ts';
