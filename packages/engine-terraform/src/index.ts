// The engine

export type { TerraformEngineParts } from "./engine/engine-parts.ts";
export { terraformEngine } from "./terraform-engine.ts";

// Errors

export { TerraformError, type TerraformErrorCode } from "./errors.ts";

// What the recipes of a platform give

export { recipeOutputs } from "./recipe/recipe-outputs.ts";
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

// State

export { readTerraformState } from "./state/read-state.ts";
export { type ServedState, type ServeRequest, serveState } from "./state/serve-state.ts";
