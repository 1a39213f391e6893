export { readModule } from "./read-module.ts";
export type { ModuleFlaw, ModulePlace } from "./syntax/block.ts";
export type {
  ModuleCall,
  ModuleOutput,
  ModuleVariable,
  RequiredProvider,
  TerraformModule,
} from "./terraform-module.ts";
export { type ObjectAttribute, showType, type TypeConstraint } from "./type-constraint.ts";
