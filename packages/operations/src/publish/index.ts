export { type ApprovalRequest, approversOf } from "./approvers.ts";
export { type MergedPlan, type MergedPlanRequest, planOfMergedPull } from "./merged-plan.ts";
export { publishCheck } from "./publish-check.ts";
export { type IssueRequest, publishIssue } from "./publish-issue.ts";
export { PLAN_CHECK, type PlanRequest, publishPlan } from "./publish-plan.ts";
export type { Published, PublishRequest } from "./publish-request.ts";
export type { RepositoryAccess } from "./repository-access.ts";
export type { ShownPlan } from "./shown-plan.ts";
