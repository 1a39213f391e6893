import type { Address, Place, Secret } from "@towpath/core";
import type { Graph, GraphResource } from "@towpath/manifest";
import type { OutputReader, SecretReader } from "@towpath/provisioning";
import { callModules } from "./call-modules.ts";
import { engineOf } from "./engine-of.ts";
import { addressOf, labelOf } from "./label.ts";
import { lockFile } from "./lock-file.ts";
import type { ModuleRecord } from "./module-record.ts";
import { printDocument } from "./print-document.ts";
import { ROOT_FILE, rootDocument } from "./root-document.ts";
import { sourceMap } from "./source-map.ts";
import { vendorModules } from "./vendor-modules.ts";

/** Where a recipe's relative module path starts from, and what it may not leave. Absolute. */
export interface ModuleHome {
  readonly folder: string;
  readonly boundary: string;
}

/** A module that is called as it was last applied: what it holds is kept. */
export interface KeptCall {
  readonly address: Address;
  readonly call: ModuleRecord;
  /** Its sealed secrets, opened, as {@link RootModule.secretInputs} gave them. */
  readonly values: Readonly<Record<string, Secret>>;
}

/** What a root module is made of. */
export interface RootModuleRequest {
  readonly graph: Graph;
  /** The engine's name in the environment. */
  readonly engine: string;
  /** Called as the graph says. */
  readonly wanted: readonly GraphResource[];
  /** Called as on record. */
  readonly kept: readonly KeptCall[];
  /** Renames that are still to be carried out. */
  readonly moved: readonly { readonly from: Address; readonly to: Address }[];
  /** What is to be taken over: an address in Terraform's words, and the id there. */
  readonly imports: readonly { readonly to: string; readonly id: string }[];
  readonly outputs: OutputReader;
  readonly secrets: SecretReader;
  /** A secret that is made once and kept. */
  readonly generated: (address: Address, name: string, length: number) => Promise<Secret>;
  /** Undefined for a type that stands nowhere on the disk. */
  readonly homeOf: (type: string) => ModuleHome | undefined;
  /** What keeps the state: `http` on loopback, what the platform names, or a file beside the module. */
  readonly backend: "loopback" | "platform" | "none";
  /** The folder of the platform's file, for the lock file that it names. Absolute. */
  readonly platformFolder?: string | undefined;
}

/** A root module, and what there is to know of it. */
export interface RootModule {
  /** Bytes by relative path: `main.tf.json`, `modules/**`, and `.terraform.lock.hcl` where the platform has one. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Values of the root's variables by name, without `TF_VAR_`. */
  readonly variables: Readonly<Record<string, Secret>>;
  /** What to record of each call, also of those that are kept: what they held of others may be gone the next time. */
  readonly calls: ReadonlyMap<Address, ModuleRecord>;
  /** What to keep sealed beside each record, as `inputs.NAME` and `generated.NAME`. */
  readonly secretInputs: ReadonlyMap<Address, Readonly<Record<string, Secret>>>;
  /** Whose inputs hold what nobody knows yet. */
  readonly unknown: ReadonlySet<Address>;
  labelOf(address: Address): string;
  /** `module.db.azurerm_x.y[0]` is of `resources.db`; undefined for the root's own. */
  addressOf(terraformAddress: string): Address | undefined;
  /** Where what stands at a line of a file of the module was said, lines and columns counted from 1. */
  placeOf(file: string, line: number, column: number): Place | undefined;
  /** The place of the resource that an address of Terraform's is of; of a provider that of the environment. */
  placeOfAddress(terraformAddress: string): Place | undefined;
}

/**
 * The root module of one engine of a service's environment. The same request gives the same bytes; no file holds a secret;
 * texts of documents arrive as they are (in Unicode's form NFC, as every text in Terraform).
 *
 * @throws {TerraformError} `engine-terraform/recipe`, `engine-terraform/engine-options`, `engine-terraform/backend-options`,
 *   `engine-terraform/module-not-found`, `engine-terraform/exchanged-names`, `engine-terraform/state-damaged`
 */
export async function rootModule(request: RootModuleRequest): Promise<RootModule> {
  const { engine, options } = engineOf(request);
  const modules = vendorModules(request);
  const called = await callModules(request, options, modules);
  const { document, places } = rootDocument(request, engine, options, called);
  const printed = printDocument(document);
  const map = sourceMap(request, printed, places, modules);
  return {
    files: new Map([
      [ROOT_FILE, new TextEncoder().encode(printed.text)],
      ...modules.files,
      ...lockFile(request, options),
    ]),
    variables: called.variables.values(),
    calls: called.records,
    secretInputs: called.secretInputs,
    unknown: called.unknown,
    labelOf,
    addressOf,
    placeOf: map.placeOf,
    placeOfAddress: map.placeOfAddress,
  };
}
