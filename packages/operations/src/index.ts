// Verbs

export { type AdoptData, type AdoptRequest, adopt } from "./verbs/adopt.ts";
export { type ApplyData, type ApplyRequest, apply } from "./verbs/apply.ts";
export { type ApproveData, type ApproveRequest, approve } from "./verbs/approve.ts";
export { type BuildData, type BuildRequest, build } from "./verbs/build.ts";
export { type CheckData, type CheckRequest, check } from "./verbs/check.ts";
export { type CompletionData, type CompletionRequest, completion } from "./verbs/completion.ts";
export { type ComplyData, type ComplyRequest, comply } from "./verbs/comply.ts";
export { type DeployData, type DeployRequest, deploy } from "./verbs/deploy.ts";
export { type DestroyRequest, destroy } from "./verbs/destroy.ts";
export { type DoctorData, type DoctorRequest, doctor } from "./verbs/doctor.ts";
export { type DownData, type DownRequest, down } from "./verbs/down.ts";
export { type DriftData, drift } from "./verbs/drift.ts";
export { type DriftAllData, type DriftAllRequest, driftAll, type EnvironmentDrift } from "./verbs/drift-all.ts";
export {
  type EvidenceListData,
  type EvidenceListRequest,
  evidenceList,
  type ListedEntry,
} from "./verbs/evidence-list.ts";
export { type EvidencePackData, type EvidencePackRequest, evidencePack } from "./verbs/evidence-pack.ts";
export { type EvidenceSignData, type EvidenceSignRequest, evidenceSign } from "./verbs/evidence-sign.ts";
export { type EvidenceVerifyData, type EvidenceVerifyRequest, evidenceVerify } from "./verbs/evidence-verify.ts";
export { type ExplainData, type ExplainRequest, explain } from "./verbs/explain.ts";
export {
  type ExportBackstageData,
  type ExportBackstageRequest,
  exportBackstage,
} from "./verbs/export-backstage.ts";
export {
  type ExportedModule,
  type ExportTerraformData,
  type ExportTerraformRequest,
  exportTerraform,
} from "./verbs/export-terraform.ts";
export { type GraphData, type GraphFormat, type GraphRequest, graph } from "./verbs/graph.ts";
export { type ImportScoreData, type ImportScoreRequest, importScore } from "./verbs/import-score.ts";
export { type InitData, type InitRequest, init } from "./verbs/init.ts";
export { type LogsData, type LogsRequest, logs } from "./verbs/logs.ts";
export { type OutputsData, type OutputsRequest, outputs } from "./verbs/outputs.ts";
export { type PlanData, type PlannedData, type PlanRequest, plan } from "./verbs/plan.ts";
export { type EnvironmentPlan, type PlanAllData, type PlanAllRequest, planAll } from "./verbs/plan-all.ts";
export { type PlatformCheckData, type PlatformCheckRequest, platformCheck } from "./verbs/platform-check.ts";
export { type PlatformTestData, type PlatformTestRequest, platformTest } from "./verbs/platform-test.ts";
export { type PolicyDiffData, type PolicyDiffRequest, policyDiff } from "./verbs/policy-diff.ts";
export { type PolicyExplainData, type PolicyExplainRequest, policyExplain } from "./verbs/policy-explain.ts";
export { type PolicyListData, type PolicyListRequest, policyList } from "./verbs/policy-list.ts";
export { type PolicyNewData, type PolicyNewRequest, policyNew } from "./verbs/policy-new.ts";
export { type PolicyTestData, type PolicyTestRequest, policyTest } from "./verbs/policy-test.ts";
export { type PromoteRequest, promote } from "./verbs/promote.ts";
export { type AgreedPlan, type ProvisionRequest, provision } from "./verbs/provision.ts";
export { type RollbackRequest, rollback } from "./verbs/rollback.ts";
export { type SchemaData, type SchemaRequest, schema } from "./verbs/schema.ts";
export { type StateHistoryData, stateHistory } from "./verbs/state-history.ts";
export { type StateListData, stateList } from "./verbs/state-list.ts";
export { type StateResealData, stateReseal } from "./verbs/state-reseal.ts";
export { type StateRestoreData, type StateRestoreRequest, stateRestore } from "./verbs/state-restore.ts";
export { type StateShowData, type StateShowRequest, stateShow } from "./verbs/state-show.ts";
export { type StateUnlockData, type StateUnlockRequest, stateUnlock } from "./verbs/state-unlock.ts";
export { type StatusData, type StatusRequest, status, statusInSight } from "./verbs/status.ts";
export { type TestData, type TestRequest, test } from "./verbs/test.ts";
export { type UpData, type UpRequest, up } from "./verbs/up.ts";
export { type UpgradeData, type UpgradeRequest, upgrade } from "./verbs/upgrade.ts";
export { type ValidateData, type ValidateRequest, validate } from "./verbs/validate.ts";
export { type WaiverBaselineData, type WaiverBaselineRequest, waiverBaseline } from "./verbs/waiver-baseline.ts";
export { type WaiverListData, type WaiverListRequest, waiverList } from "./verbs/waiver-list.ts";

// What they share

export type { EnvironmentRequest } from "./documents/open-documents.ts";
export type { NotApproved } from "./environment/approval.ts";
export type { Confirm } from "./environment/confirm.ts";
export type { DownAllData } from "./environment/down-all.ts";
export type { ServiceStatus, StatusAllData } from "./environment/status-all.ts";
export { OperationError, type OperationErrorCode } from "./errors.ts";
export type { OfflineData } from "./offline/plan-offline.ts";
export { causeOf } from "./operation.ts";
export type { PlatformSource } from "./platform/platform-source.ts";
export type { Questions } from "./repository/draft/questions.ts";
