export { readModule } from "./read-module.ts";
export type { ModuleCall, ModuleOutput, ModuleVariable, TerraformModule } from "./terraform-module.ts";
