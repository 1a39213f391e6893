/** What a module for Terraform or OpenTofu takes and gives. */
export interface TerraformModule {
  /** Names of the files that it was read from, sorted: none where there is no module. */
  readonly files: readonly string[];
  /** By name, sorted. */
  readonly variables: ReadonlyMap<string, ModuleVariable>;
  /** By name, sorted. */
  readonly outputs: ReadonlyMap<string, ModuleOutput>;
  /** The modules that it calls, by the label of the call, sorted. */
  readonly calls: ReadonlyMap<string, ModuleCall>;
}

/** A `variable` block. */
export interface ModuleVariable {
  readonly name: string;
  /** It has no default: whoever uses the module has to give it. */
  readonly isRequired: boolean;
}

/** An `output` block. */
export interface ModuleOutput {
  readonly name: string;
}

/** A `module` block: another module that this one calls. */
export interface ModuleCall {
  readonly name: string;
  /** As it is written: a local one starts with `./` or `../`. Undefined where it is missing or no plain text. */
  readonly source: string | undefined;
}
