import { isJsonObject, type Json } from "@towpath/core";
import { damaged, newer } from "./plan-document.ts";
import type { ThingAction } from "./terraform-plan.ts";

/** What the actions of a plan come to, by their names joined. */
const ACTIONS: Readonly<Record<string, ThingAction>> = {
  "no-op": "none",
  create: "create",
  update: "update",
  delete: "delete",
  "delete,create": "replace",
  "create,delete": "replace",
  forget: "forget",
  // A new one is made, and the one before is left where it is.
  "create,forget": "replace",
  "forget,create": "replace",
};

/**
 * What the actions of a managed thing come to. See "Change Representation" in
 * https://developer.hashicorp.com/terraform/internals/json-format.
 *
 * @throws {TerraformError} `engine-terraform/plan-newer` for what is not known
 */
export function thingAction(actions: readonly Json[], thing: string): ThingAction {
  if (!actions.every((action) => typeof action === "string") || actions.length === 0)
    throw damaged(`The actions of ${thing} are no names.`);
  const name = actions.join(",");
  const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
  if (action === undefined) throw newer(`It wants to ${actions.join(" and ").slice(0, 100)} ${thing}.`);
  return action;
}

/** `action_reason` of a change, said of the thing. */
const REASONS: Readonly<Record<string, string>> = {
  replace_because_tainted: "was not made to its end, or was marked as damaged",
  replace_because_cannot_update: "cannot change in place",
  replace_by_request: "is asked to be made anew",
  replace_by_triggers: "is made anew because of what it depends on (replace_triggered_by)",
  delete_because_no_resource_config: "is in its module no longer",
  delete_because_no_module: "belongs to a module that is called no longer",
  delete_because_wrong_repetition: "is made once and was made several times, or the reverse",
  delete_because_count_index: "is beyond the count that its module asks for",
  delete_because_each_key: "has a key that its module asks for no longer",
  delete_because_no_move_target: "was moved to where nothing is",
  delete_because_enabled_false: "is not enabled any longer",
};

/** Why a thing is replaced or goes, as what is said of it: `cannot change in place`. */
export function reasonWords(reason: string | undefined): string | undefined {
  if (reason === undefined) return undefined;
  return Object.hasOwn(REASONS, reason) ? REASONS[reason] : `is changed like this because: ${inWords(reason)}`;
}

/** `reason` of a deferred change, said of the thing. */
const DEFERRALS: Readonly<Record<string, string>> = {
  instance_count_unknown: "how many of it there shall be is known only when others are there",
  resource_config_unknown: "what it shall be is known only when others are there",
  provider_config_unknown: "its provider can be configured only when others are there",
  absent_prereq: "what it needs is not there yet",
  deferred_prereq: "what it needs waits itself",
};

/** Why a thing waits for another plan. */
export function deferralWords(reason: string | undefined): string {
  if (reason === undefined) return "the program does not say why";
  return (Object.hasOwn(DEFERRALS, reason) ? DEFERRALS[reason] : undefined) ?? inWords(reason);
}

function inWords(name: string): string {
  return name.slice(0, 100).replaceAll("_", " ");
}

/** `replace_paths`: the attributes that a thing is made anew for, each as a list of names and indexes. */
export function replacePaths(value: Json | undefined): readonly (readonly string[])[] {
  if (!Array.isArray(value)) return [];
  const paths: (readonly string[])[] = [];
  for (const path of value) {
    if (!Array.isArray(path)) continue;
    // The key of a set is the value itself.
    paths.push(path.map((step) => (typeof step === "string" || typeof step === "number" ? String(step) : "*")));
  }
  return paths;
}

/** The id in `importing`: what a thing is taken over by. Newer providers have an identity of several values. */
export function importId(value: Json | undefined): string | undefined {
  if (!isJsonObject(value)) return undefined;
  const { id, identity, unknown } = value;
  if (typeof id === "string" && id !== "") return id;
  if (isJsonObject(identity)) return JSON.stringify(identity);
  return unknown === true ? "(known after apply)" : "";
}
