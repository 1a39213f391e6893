import type { SecretBox } from "@towpath/provisioning";
import type { ModuleHome } from "../module/root-module.ts";

/** What an engine of kind terraform is made of. */
export interface TerraformEngineParts {
  /** Its name in the environment. */
  readonly name: string;
  /** Absolute. Work folders and states that could not be written are below `data`. */
  readonly folders: { readonly data: string; readonly cache?: string | undefined };
  /** Seals secrets: generated ones, those of inputs and outputs, and Terraform's state where it goes through Towpath. */
  readonly secretBox: SecretBox;
  /** Where the paths of a resource type's recipes start; undefined for a type that is built in. */
  readonly homeOf: (type: string) => ModuleHome | undefined;
  /** The folder of the platform's own document: where the paths of engine options start. Absolute. */
  readonly platformFolder?: string | undefined;
}
