// What rules about a repository see

export type { LocalAction } from "./action/local-action.ts";
export type * from "./expression/expression.ts";
export type { Interpolation } from "./expression/interpolation.ts";
export type { CodeOwners, Repository } from "./repository.ts";
export type { RepositoryFiles } from "./repository-files.ts";
export type { Mapping, Scalar, Sequence, SourceValue } from "./source/source-value.ts";
export type { Condition } from "./workflow/condition.ts";
export type { CallJob, Container, Job, Matrix, RunsOn, StepsJob } from "./workflow/job.ts";
export type { Permissions } from "./workflow/permissions.ts";
export type { OtherStep, RunStep, Shell, Step, UsesStep } from "./workflow/step.ts";
export type { Trigger } from "./workflow/trigger.ts";
export type { Uses } from "./workflow/uses.ts";
export type { Workflow } from "./workflow/workflow.ts";
