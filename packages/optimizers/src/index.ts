export { accumulate, type AccumulateOptions, type Accumulation } from './accumulate.ts';
export { adadelta, type AdadeltaOptions } from './adadelta.ts';
export { adafactor, type AdafactorOptions } from './adafactor.ts';
export { adagrad, type AdagradOptions } from './adagrad.ts';
export { adam, type AdamOptions, adamW } from './adam.ts';
export { adamax, type AdamaxOptions } from './adamax.ts';
export type { Averages } from './averages.ts';
export { centralizeGradients } from './centralize-gradients.ts';
export { deltaRule, type DeltaRuleOptions } from './delta-rule.ts';
export { gradientNoise, type GradientNoiseOptions } from './gradient-noise.ts';
export { type Algorithm, GradientOptimizer, type Move } from './gradient-optimizer.ts';
export type { GradientOptions, ParameterGroup } from './gradient-options.ts';
export { lamb, type LambOptions } from './lamb.ts';
export { lars, type LarsOptions } from './lars.ts';
export { lbfgs, type LbfgsOptions } from './lbfgs.ts';
export { lion, type LionOptions } from './lion.ts';
export { lossScale, type LossScaleOptions } from './loss-scale.ts';
export { lookahead, type LookaheadOptions } from './lookahead.ts';
export { muon, type MuonOptions } from './muon.ts';
export { nadam, type NadamOptions } from './nadam.ts';
export { averagedPerceptronRule, type AveragedPerceptronRule } from './averaged-perceptron-rule.ts';
export { pocketPerceptronRule, type PocketPerceptronRule } from './pocket-perceptron-rule.ts';
export type { Pace, StepNumber } from './pace.ts';
export { perceptronRule, type PerceptronRuleOptions } from './perceptron-rule.ts';
export { radam, type RadamOptions } from './radam.ts';
export { registerOptimizers } from './register-optimizers.ts';
export { rmsProp, type RmsPropOptions } from './rms-prop.ts';
export { rprop, type RpropOptions } from './rprop.ts';
export { sam, type SamOptions } from './sam.ts';
export {
  scheduleFreeAdamW,
  type ScheduleFreeAdamWOptions,
  scheduleFreeSgd,
  type ScheduleFreeSgdOptions,
} from './schedule-free.ts';
export { constantRate, type ConstantRateOptions } from './schedules/constant-rate.ts';
export { cosineDecay, type CosineDecayOptions } from './schedules/cosine-decay.ts';
export { cosineDecayRestarts, type CosineDecayRestartsOptions } from './schedules/cosine-decay-restarts.ts';
export { exponentialDecay, type ExponentialDecayOptions } from './schedules/exponential-decay.ts';
export {
  inverseSquareRootDecay,
  type InverseSquareRootDecayOptions,
} from './schedules/inverse-square-root-decay.ts';
export { noam, type NoamOptions } from './schedules/noam.ts';
export { oneCycle, type OneCycleOptions } from './schedules/one-cycle.ts';
export {
  piecewiseConstantDecay,
  type PiecewiseConstantDecayOptions,
} from './schedules/piecewise-constant-decay.ts';
export { polynomialDecay, type PolynomialDecayOptions } from './schedules/polynomial-decay.ts';
export type { NamedSchedule, Schedule } from './schedules/schedule.ts';
export { stepDecay, type StepDecayOptions } from './schedules/step-decay.ts';
export { warmup, type WarmupOptions } from './schedules/warmup.ts';
export { sgd, type SgdOptions } from './sgd.ts';
export { type VariableGradient, type Slots, StatefulOptimizer } from './stateful-optimizer.ts';
export { type GradientTransform, transformGradients, type TransformContext } from './transform-gradients.ts';
export { ema, type EmaOptions, swa, type SwaOptions } from './weight-average.ts';
