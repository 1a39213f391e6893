import { isJsonObject, type Json, type JsonObject, own } from "@towpath/core";
import { type Diagnostic, nameOf, numberOf, readDiagnostic, textOf } from "./diagnostic.ts";
import type { Cleaner } from "./tool-text.ts";

/** What is done to a resource instance, in the words of the stream; a word that came later is `other`. */
export type StreamAction = (typeof ACTIONS)[number] | "other";

const ACTIONS = [
  ...["noop", "create", "read", "update", "replace", "delete", "move", "import", "remove"],
  ...["open", "renew", "close"],
] as const;

/** A resource instance of a message. */
export interface StreamResource {
  /** Whole: `module.db.azurerm_x.y["a"]`. */
  readonly address: string;
  /** `module.db`, empty for the root's own. */
  readonly module: string;
  readonly type: string;
  readonly name: string;
}

/** The attribute that a thing is known by, as the provider says: mostly `id`. */
export interface StreamId {
  readonly key: string;
  readonly value: string;
}

/** A change that was planned, or that happened outside. */
export interface StreamChange {
  readonly resource: StreamResource;
  readonly previous?: StreamResource | undefined;
  readonly action: StreamAction;
  readonly reason?: string | undefined;
  readonly importing?: string | undefined;
}

const APPLY = ["apply_start", "apply_progress", "apply_complete", "apply_errored"] as const;
const EPHEMERAL = [
  "ephemeral_op_start",
  "ephemeral_op_progress",
  "ephemeral_op_complete",
  "ephemeral_op_errored",
] as const;
const REFRESH = ["refresh_start", "refresh_complete"] as const;
const PROVISION = ["provision_start", "provision_progress", "provision_complete", "provision_errored"] as const;
const CHANGES = ["planned_change", "resource_drift", "deferred_change"] as const;

/** A message of the JSON stream of `init`, `plan` and `apply`. Texts are cleaned, names and ids exact; what is not known is `other`. */
export type StreamMessage =
  | {
      readonly type: "version";
      readonly product: "terraform" | "tofu" | undefined;
      readonly version: string;
      /** Of the stream's format: `1.2`. */
      readonly ui: string;
    }
  | { readonly type: (typeof CHANGES)[number]; readonly change: StreamChange }
  | {
      readonly type: "change_summary";
      readonly operation: string;
      readonly add: number;
      readonly change: number;
      readonly remove: number;
      readonly import: number;
    }
  | {
      readonly type: (typeof APPLY)[number] | (typeof EPHEMERAL)[number];
      readonly resource: StreamResource;
      readonly action: StreamAction;
      readonly id?: StreamId | undefined;
      readonly elapsedSeconds?: number | undefined;
    }
  | { readonly type: (typeof REFRESH)[number]; readonly resource: StreamResource; readonly id?: StreamId | undefined }
  | {
      readonly type: (typeof PROVISION)[number];
      readonly resource: StreamResource;
      readonly provisioner: string;
      readonly output?: string | undefined;
    }
  | { readonly type: "diagnostic"; readonly diagnostic: Diagnostic }
  | { readonly type: "outputs"; readonly names: readonly string[] }
  | { readonly type: "log" | "init_output"; readonly message: string; readonly code?: string | undefined }
  | { readonly type: "other"; readonly name: string; readonly message: string };

/**
 * Reads one line of the stream; undefined for a line that is no message of it.
 *
 * Format: https://developer.hashicorp.com/terraform/internals/machine-readable-ui,
 * https://opentofu.org/docs/internals/machine-readable-ui. Properties and types that are not known there are left out.
 */
export function readMessage(line: string, clean: Cleaner): StreamMessage | undefined {
  const value = objectIn(line);
  const type = value && textOf(value, "type");
  if (!value || type === undefined) return undefined;
  const message = clean(textOf(value, "@message") ?? "");
  return known(type, value, message, clean) ?? { type: "other", name: clean(type), message };
}

function objectIn(line: string): JsonObject | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    const value: unknown = JSON.parse(line);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function known(type: string, value: JsonObject, message: string, clean: Cleaner): StreamMessage | undefined {
  const hook = own(value, "hook");
  const apply = among([...APPLY, ...EPHEMERAL], type);
  if (apply) {
    const resource = resourceOf(hook);
    return resource && { type: apply, resource, action: actionOf(hook), ...idOf(hook), ...elapsedOf(hook) };
  }
  const refresh = among(REFRESH, type);
  if (refresh) {
    const resource = resourceOf(hook);
    return resource && { type: refresh, resource, ...idOf(hook) };
  }
  const provision = among(PROVISION, type);
  if (provision) {
    const resource = resourceOf(hook);
    const said = isJsonObject(hook) ? hook : {};
    const output = textOf(said, "output");
    const provisioner = clean(textOf(said, "provisioner") ?? "");
    return resource && { type: provision, resource, provisioner, ...(output ? { output: clean(output) } : {}) };
  }
  const change = among(CHANGES, type);
  if (change) {
    const read = changeOf(own(value, "change"), clean);
    return read && { type: change, change: read };
  }
  switch (type) {
    case "version":
      return versionOf(value, clean);
    case "change_summary":
      return summaryOf(own(value, "changes"));
    case "diagnostic": {
      const diagnostic = readDiagnostic(own(value, "diagnostic"), clean);
      return diagnostic && { type, diagnostic };
    }
    case "outputs": {
      const outputs = own(value, "outputs");
      return isJsonObject(outputs) ? { type, names: Object.keys(outputs).map(clean) } : undefined;
    }
    case "log":
    case "init_output": {
      const code = textOf(value, "message_code");
      return { type, message, ...(code ? { code: clean(code) } : {}) };
    }
  }
  return undefined;
}

function among<Name extends string>(names: readonly Name[], name: string): Name | undefined {
  return names.find((each) => each === name);
}

function versionOf(value: JsonObject, clean: Cleaner): StreamMessage {
  const tofu = textOf(value, "tofu");
  const terraform = textOf(value, "terraform");
  return {
    type: "version",
    product: tofu !== undefined ? "tofu" : terraform !== undefined ? "terraform" : undefined,
    version: clean(tofu ?? terraform ?? ""),
    ui: clean(textOf(value, "ui") ?? ""),
  };
}

function summaryOf(value: Json | undefined): StreamMessage | undefined {
  if (!isJsonObject(value)) return undefined;
  const count = (name: string) => numberOf(value, name) ?? 0;
  return {
    type: "change_summary",
    operation: among(["plan", "apply", "destroy"], textOf(value, "operation") ?? "") ?? "other",
    add: count("add"),
    change: count("change"),
    remove: count("remove"),
    import: count("import"),
  };
}

function changeOf(value: Json | undefined, clean: Cleaner): StreamChange | undefined {
  if (!isJsonObject(value)) return undefined;
  const resource = resourceOf(value);
  if (!resource) return undefined;
  const previous = resourceOf(value, "previous_resource");
  const reason = textOf(value, "reason");
  const importing = own(value, "importing");
  const id = isJsonObject(importing) ? nameOf(importing, "id") : undefined;
  return {
    resource,
    action: actionOf(value),
    ...(previous ? { previous } : {}),
    ...(reason ? { reason: clean(reason) } : {}),
    ...(id ? { importing: id } : {}),
  };
}

function resourceOf(holder: Json | undefined, name = "resource"): StreamResource | undefined {
  const value = isJsonObject(holder) ? own(holder, name) : undefined;
  if (!isJsonObject(value)) return undefined;
  const address = nameOf(value, "addr");
  if (address === undefined) return undefined;
  const part = (key: string) => nameOf(value, key) ?? "";
  return { address, module: part("module"), type: part("resource_type"), name: part("resource_name") };
}

function actionOf(holder: Json | undefined): StreamAction {
  return among(ACTIONS, (isJsonObject(holder) && textOf(holder, "action")) || "") ?? "other";
}

function idOf(holder: Json | undefined): { readonly id?: StreamId } {
  if (!isJsonObject(holder)) return {};
  const [key, value] = [nameOf(holder, "id_key"), nameOf(holder, "id_value")];
  return key !== undefined && value !== undefined ? { id: { key, value } } : {};
}

function elapsedOf(holder: Json | undefined): { readonly elapsedSeconds?: number } {
  const seconds = isJsonObject(holder) ? numberOf(holder, "elapsed_seconds") : undefined;
  return seconds === undefined || seconds < 0 ? {} : { elapsedSeconds: seconds };
}
