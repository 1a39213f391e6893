// Checking

export { checkPolicy, type PolicyRequest, type PolicyResult, type PolicyService } from "./engine/check-policy.ts";
export { checkLevels, type LevelName, type Levels, levelOf, strictest } from "./engine/levels.ts";
export type { RuleStatistics } from "./engine/statistics.ts";

// Packs

export type { Pack, PackRule } from "./engine/pack.ts";
export { builtInPack, recommended } from "./recommended/pack.ts";

// Secrets that are written down

export { REFERENCE, secretLike } from "./recommended/data/secret-patterns.ts";

// Rules

export type { At, PhaseContexts, Report, RuleContext, Unknown } from "./rule/context.ts";
export { defineRule, type Rule, type RuleDefinition, type RuleDocs, type RuleMeta } from "./rule/define-rule.ts";
export type { DataNames, Datum, Messages } from "./rule/message.ts";
export {
  type ParameterLayer,
  type ParameterMerge,
  type ParameterSchema,
  type ParameterSchemas,
  type Parameters,
  type ParameterValues,
  resolveParameters,
} from "./rule/parameters.ts";
export type {
  OneOf,
  Phase,
  PolicyDocument,
  Select,
  Selects,
  Subject,
  SubjectName,
  SubjectOf,
  Subjects,
} from "./rule/select.ts";

// Errors

export { PolicyError, type PolicyErrorCode } from "./errors.ts";
