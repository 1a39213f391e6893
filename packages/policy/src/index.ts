// Checking

export { checkPolicy, type PolicyRequest, type PolicyResult, type PolicyService } from "./engine/check-policy.ts";
export {
  checkLevels,
  checkParameters,
  checkTeamLevels,
  type LevelName,
  type Levels,
  levelFor,
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

// What rules about a repository see, and what follows expressions in it

export { entryOf, jobScope, type Scope, scopeOf } from "./repository/dataflow/scope.ts";
export { type Trace, trace, traceValue } from "./repository/dataflow/trace.ts";
export type { Trust } from "./repository/dataflow/trust.ts";
export { ANY, contextPath, isPath } from "./repository/expression/context-path.ts";
export { fold, isTrue, type Known } from "./repository/expression/fold.ts";
export { allIn, bare, partsOf } from "./repository/expression/parts.ts";
export { type Reaching, reachingIn, readsIn } from "./repository/expression/reaching.ts";
export type {
  Binary,
  Call,
  CallJob,
  CodeOwners,
  Condition,
  Container,
  Context,
  Expression,
  Group,
  Index,
  Interpolation,
  Job,
  Literal,
  LocalAction,
  Logical,
  Mapping,
  Matrix,
  OtherStep,
  Permissions,
  Repository,
  RepositoryFiles,
  RunStep,
  RunsOn,
  Scalar,
  Sequence,
  Shell,
  SourceValue,
  Step,
  StepsJob,
  Trigger,
  Unary,
  Uses,
  UsesStep,
  Workflow,
} from "./repository/index.ts";
export { scalarsIn } from "./repository/source/scalars-in.ts";

// Errors

export { PolicyError, type PolicyErrorCode, type PolicyFindingCode } from "./errors.ts";
