import type { ModuleFlaw, ModulePlace } from "./syntax/block.ts";
import type { TypeConstraint } from "./type-constraint.ts";

/** What a module for Terraform or OpenTofu takes, gives and needs. */
export interface TerraformModule {
  /** Names of the files that it was read from, sorted: none where there is no module. */
  readonly files: readonly string[];
  /** By name, sorted. */
  readonly variables: ReadonlyMap<string, ModuleVariable>;
  /** By name, sorted. */
  readonly outputs: ReadonlyMap<string, ModuleOutput>;
  /** The modules that it calls, by the label of the call, sorted. */
  readonly calls: ReadonlyMap<string, ModuleCall>;
  /** Addresses of what it makes itself, such as `azurerm_storage_account.main`, sorted. */
  readonly resources: ReadonlyMap<string, ModulePlace>;
  /** The providers that it names under `required_providers`, by their local names, sorted. */
  readonly providers: ReadonlyMap<string, RequiredProvider>;
  /** What it asks of the program's version: all of them have to hold. */
  readonly requiredVersions: readonly string[];
  /** What cannot be read, and what Terraform would not take; what is said of the rest may then be incomplete. */
  readonly flaws: readonly ModuleFlaw[];
}

/** A `variable` block. */
export interface ModuleVariable {
  readonly name: string;
  readonly at: ModulePlace;
  /** It has no default: whoever uses the module has to give it. */
  readonly isRequired: boolean;
  /** `any` where it says nothing; undefined where what it says is no type that is known. */
  readonly type: TypeConstraint | undefined;
  /** False where null stands for the default. */
  readonly isNullable: boolean;
  readonly isSensitive: boolean;
  readonly isEphemeral: boolean;
  /** It has conditions that a value has to meet. */
  readonly hasValidation: boolean;
}

/** An `output` block. */
export interface ModuleOutput {
  readonly name: string;
  readonly at: ModulePlace;
  readonly isSensitive: boolean;
  readonly isEphemeral: boolean;
}

/** A `module` block: another module that this one calls. */
export interface ModuleCall {
  readonly name: string;
  readonly at: ModulePlace;
  /** As it is written: a local one starts with `./` or `../`. Undefined where it is missing or no plain text. */
  readonly source: string | undefined;
  readonly version: string | undefined;
}

/** A provider that a module needs, as far as it says. */
export interface RequiredProvider {
  readonly at: ModulePlace;
  readonly source: string | undefined;
  readonly version: string | undefined;
}
