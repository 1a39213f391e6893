import { errorMessage, isJsonObject } from "@towpath/core";
import type { StateStore } from "@towpath/provisioning";
import { TerraformError } from "../errors.ts";
import { pendingKey } from "./state-key.ts";

const FORMAT = 1;

/** Something that is, or may be, there and that Terraform's state may not know yet. */
export interface PendingImport {
  /** In Terraform's words: `module.db.azurerm_postgresql_flexible_server.this`. */
  readonly to: string;
  /** What its provider knows it by; empty where nobody heard it. */
  readonly id: string;
  /**
   * `made`: a run made it. `begun`: a run began to make it. `planned`: a run was about to, and nobody heard that it began.
   * `adopted`: a person asked to take it over.
   */
  readonly why: "made" | "begun" | "planned" | "adopted";
  /** The run that noted it. */
  readonly run: string;
  /** RFC 3339. */
  readonly at: string;
  /** The id of what stood at this address before: that run took it down to replace it. */
  readonly gone?: string | undefined;
}

/** What is pending, with the version that a write has to name. */
export interface StoredPending {
  readonly pending: readonly PendingImport[];
  readonly version: string | "absent";
}

/**
 * What is to be imported into the state of Terraform under a key, or to be looked for. Empty after a run that came to its end.
 *
 * @param key as {@link import("./state-key.ts").terraformStateKey} makes it
 * @throws {TerraformError} `engine-terraform/state-damaged`, `engine-terraform/state-newer`
 */
export async function readPending(store: StateStore, key: string): Promise<readonly PendingImport[]> {
  return (await readStoredPending(store, key)).pending;
}

/** The same with its version. */
export async function readStoredPending(store: StateStore, key: string): Promise<StoredPending> {
  const found = await store.read(pendingKey(key));
  return found
    ? { pending: decodePending(found.bytes, key), version: found.version }
    : { pending: [], version: "absent" };
}

/** The bytes of a list, a line for each, so that people who look into the store can read it. */
export function encodePending(pending: readonly PendingImport[]): Uint8Array {
  const lines = pending.map((each) => `\n  ${JSON.stringify(each)}`).join(",");
  return Buffer.from(`{ "pendingImports": ${FORMAT}, "imports": [${lines}${lines === "" ? "" : "\n"}] }\n`);
}

/** Reads what {@link encodePending} wrote. @param key of the state beside it, named in errors */
export function decodePending(bytes: Uint8Array, key: string): readonly PendingImport[] {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (error) {
    throw damaged(key, errorMessage(error), error);
  }
  const format = isJsonObject(value) ? value["pendingImports"] : undefined;
  if (typeof format === "number" && format > FORMAT)
    throw new TerraformError({
      code: "engine-terraform/state-newer",
      message: `The list of what is to be imported into ${key} has form ${format}; this version of Towpath reads form ${FORMAT}.`,
      hint: "A newer Towpath wrote it. Use that version or a later one: npm install towpath@latest.",
    });
  const imports = isJsonObject(value) ? value["imports"] : undefined;
  if (format !== FORMAT || !Array.isArray(imports) || !imports.every(isPending))
    throw damaged(key, "its form is unknown");
  return imports;
}

function isPending(value: unknown): value is PendingImport {
  return (
    isJsonObject(value) &&
    ["to", "id", "run", "at"].every((name) => typeof value[name] === "string") &&
    ["made", "begun", "planned", "adopted"].some((why) => why === value["why"]) &&
    (value["gone"] === undefined || typeof value["gone"] === "string")
  );
}

function damaged(key: string, what: string, cause?: unknown): TerraformError {
  return new TerraformError({
    code: "engine-terraform/state-damaged",
    message: `The list of what is to be imported into ${key} cannot be read: ${what}.`,
    hint: `Nothing was touched. Move ${pendingKey(key)} away in the store; what a run that was cut off had made is then no longer found by itself.`,
    cause,
  });
}
