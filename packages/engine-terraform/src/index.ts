// The engine

export type { TerraformEngineParts } from "./engine/engine-parts.ts";
export { terraformEngine } from "./terraform-engine.ts";

// Errors

export { TerraformError, type TerraformErrorCode } from "./errors.ts";

// Recipes and options of a platform

export { recipeOutputs } from "./recipe/recipe-outputs.ts";
export {
  type ProviderRequirement,
  type TerraformOptions,
  terraformOptions,
} from "./recipe/terraform-options.ts";
export { type TerraformRecipe, terraformRecipe } from "./recipe/terraform-recipe.ts";

// The root module

export type { ModuleRecord } from "./module/module-record.ts";
export {
  type KeptCall,
  type ModuleHome,
  type RootModule,
  type RootModuleRequest,
  rootModule,
} from "./module/root-module.ts";

// Carrying on without Towpath

export { type ExportedRoot, type ExportedVariable, exportRoot } from "./export/export-root.ts";

// Plans

export { changesOf } from "./plan/changes-of.ts";
export type { ChangesRequest, PlannedRoot } from "./plan/changes-request.ts";
export { driftsOf } from "./plan/drifts-of.ts";
export { readPlan } from "./plan/read-plan.ts";
export type {
  Deferral,
  FailedCheck,
  StateOwner,
  TerraformPlan,
  ThingAction,
  ThingChange,
} from "./plan/terraform-plan.ts";
export type { RiskOverride, RiskOverrides } from "./risk/type-risk.ts";

// State

export { type PendingImport, readPending } from "./state/pending.ts";
export { type ProgressLog, progressLog } from "./state/progress-log.ts";
export { readTerraformState } from "./state/read-state.ts";
export { type Rescued, rescueState } from "./state/rescue-state.ts";
export { type ServedState, type ServeRequest, serveState } from "./state/serve-state.ts";
export { terraformStateKey, terraformStateOwner } from "./state/state-key.ts";

// Driving Terraform

export { childVariables } from "./process/child-variables.ts";
export type { Diagnostic } from "./process/diagnostic.ts";
export { failureOf } from "./process/failure/failure-of.ts";
export { type RunRequest, type RunResult, runTerraform } from "./process/run-terraform.ts";
export type { StreamMessage } from "./process/stream-message.ts";
export { type Sweep, sweepWorkFolders } from "./process/sweep-work-folders.ts";
export { openWorkFolder, type WorkFolder } from "./process/work-folder.ts";
export { findProgram } from "./program/find-program.ts";
export type { Program } from "./program/program.ts";
