// Checking

export { checkPolicy, type PolicyRequest, type PolicyResult, type PolicyService } from "./engine/check-policy.ts";
export {
  checkLevels,
  checkParameters,
  checkTeamLevels,
  type LevelName,
  type Levels,
  levelOf,
  strictest,
} from "./engine/levels.ts";
export type { RuleStatistics } from "./engine/statistics.ts";

// Packs

export { builtInPack } from "./built-in-pack.ts";
export { definePack, type PackDefinition, packOf } from "./engine/define-pack.ts";
export { joinRules, type Pack, type PackRule } from "./engine/pack.ts";
export { recommended } from "./recommended/pack.ts";
export { strict } from "./strict/pack.ts";

// Secrets that are written down

export { REFERENCE, secretLike } from "./recommended/data/secret-patterns.ts";

// Rules

export type { At } from "./rule/at.ts";
export type { PhaseContexts, Report, RuleContext, Unknown } from "./rule/context.ts";
export { defineRule, type Rule, type RuleDefinition, type RuleDocs, type RuleMeta } from "./rule/define-rule.ts";
export type { Edited, Editing, FixWriter } from "./rule/fix.ts";
export type { DataNames, Datum, Messages } from "./rule/message.ts";
export {
  type ParameterLayer,
  type ParameterMerge,
  type ParameterProblem,
  type ParameterSchema,
  type ParameterSchemas,
  type Parameters,
  type ParameterValues,
  type ResolvedParameters,
  resolveParameters,
} from "./rule/parameters.ts";
export type {
  Fleet,
  FleetService,
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

export { PolicyError, type PolicyErrorCode, type PolicyFindingCode } from "./errors.ts";
