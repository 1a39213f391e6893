import { compareText, isJsonObject, type JsonObject, own } from "@towpath/core";
import { UNKNOWN_RESOURCE } from "../module/render-inputs.ts";
import { deferralWords } from "./action-words.ts";
import { type Configuration, readConfiguration } from "./configured.ts";
import { failedChecks } from "./failed-checks.ts";
import { KnownTexts } from "./known-texts.ts";
import { objectAt, objectsAt, optionalTextAt, planDocument, textAt } from "./plan-document.ts";
import { priorAddresses } from "./prior-state.ts";
import type { Deferral, Invocation, StateOwner, TerraformPlan, ThingChange } from "./terraform-plan.ts";
import { thingAddress } from "./thing-address.ts";
import { noteTexts, type ThingEntry, thingChange, thingEntry } from "./thing-change.ts";

/**
 * Reads a plan, and leaves the values of secrets behind. The format: https://developer.hashicorp.com/terraform/internals/json-format
 * (OpenTofu's is the same: https://opentofu.org/docs/internals/json-format).
 *
 * @param text what `show -json PLANFILE` wrote; it holds secrets
 * @throws {TerraformError} `engine-terraform/plan-newer` for a format, or an action, that is not known;
 *   `engine-terraform/plan-damaged` for what is no plan
 */
export function readPlan(text: string): TerraformPlan {
  const document = planDocument(text);
  const configuration = readConfiguration(document);
  const entries = managed(objectsAt(document, "resource_changes"));
  const drifted = managed(objectsAt(document, "resource_drift"));
  const deferred = objectsAt(document, "deferred_changes");
  const texts = textsOf(document, [...entries, ...drifted]);
  const addresses = priorAddresses(document);
  return {
    terraformVersion: optionalTextAt(document, "terraform_version") ?? "",
    changes: changesOf(entries, configuration, texts),
    drift: changesOf(drifted, undefined, texts),
    deferred: deferred.map(deferral).sort(byAddress),
    invocations: objectsAt(document, "action_invocations").map(invocation).sort(byAddress),
    checks: failedChecks(document, texts.of),
    owner: ownerOf(document),
    hasPriorResources: addresses.size > 0,
    addresses,
    isErrored: own(document, "errored") === true,
    isApplicable: own(document, "applyable") !== false,
    isComplete: own(document, "complete") !== false,
  };
}

interface Texts {
  /** Those of the root's variables, with those of the things in a module, or in the root itself. */
  of(label: string | undefined): KnownTexts;
}

/** Outputs of the root are sensitive as a whole, with much in them that is no secret: nothing is taken from them. */
function textsOf(document: JsonObject, entries: readonly ThingEntry[]): Texts {
  const everywhere = new KnownTexts();
  const declared = objectAt(objectAt(objectAt(document, "configuration"), "root_module"), "variables");
  for (const [name, variable] of Object.entries(objectAt(document, "variables"))) {
    const declaration = own(declared, name);
    const isSensitive = isJsonObject(declaration) && own(declaration, "sensitive") === true;
    if (isSensitive && isJsonObject(variable)) everywhere.note({ value: own(variable, "value"), sensitive: true });
  }
  const labelled = new Map<string, KnownTexts>();
  for (const entry of entries) {
    const { label } = entry.address;
    if (label === undefined) {
      noteTexts(entry, everywhere);
      continue;
    }
    const texts = labelled.get(label) ?? new KnownTexts(everywhere);
    labelled.set(label, texts);
    noteTexts(entry, texts);
  }
  return { of: (label) => (label === undefined ? undefined : labelled.get(label)) ?? everywhere };
}

function changesOf(
  entries: readonly ThingEntry[],
  configuration: Configuration | undefined,
  texts: Texts,
): readonly ThingChange[] {
  return entries.map((entry) => thingChange(entry, configuration, texts.of(entry.address.label))).sort(byAddress);
}

/** Stands in the root for what nobody knows yet. */
const PLACEHOLDER = `terraform_data.${UNKNOWN_RESOURCE}`;

/** What Terraform minds, without what it only reads, and without what stands for what nobody knows yet. */
function managed(entries: readonly JsonObject[]): readonly ThingEntry[] {
  return entries
    .filter((entry) => textAt(entry, "mode") === "managed")
    .map(thingEntry)
    .filter(({ entry }) => textAt(entry, "address") !== PLACEHOLDER);
}

function deferral(entry: JsonObject): Deferral {
  const { label, local } = thingAddress(textAt(objectAt(entry, "resource_change"), "address"));
  return {
    address: textAt(objectAt(entry, "resource_change"), "address"),
    ...(label === undefined ? {} : { label }),
    local,
    reason: deferralWords(optionalTextAt(entry, "reason")),
  };
}

/** What an action is given is left behind. */
function invocation(entry: JsonObject): Invocation {
  const address = textAt(entry, "address");
  const { label, local, path } = thingAddress(address);
  const trigger = objectAt(entry, "lifecycle_action_trigger");
  const event = optionalTextAt(trigger, "action_trigger_event")?.slice(0, 50);
  const resource = optionalTextAt(trigger, "triggering_resource_address");
  // Some releases write AfterCreate, some after_create.
  const words = event?.replace(/(?<=[a-z])(?=[A-Z])|_/g, " ").toLowerCase();
  const when =
    words === undefined || resource === undefined
      ? "when it is asked for"
      : `${words} of ${thingAddress(resource).local}`;
  return { address, ...(label === undefined ? {} : { label }), local, path, when };
}

/**
 * What the state said before this plan. In `prior_state` an output has the value that is planned, unless only some things are
 * planned: then it is as it was, and no change of it is told. A plan made with `-destroy` says what is planned everywhere.
 */
function ownerOf(document: JsonObject): StateOwner | undefined {
  const change = own(objectAt(document, "output_changes"), "towpath");
  const outputs = objectAt(objectAt(objectAt(document, "prior_state"), "values"), "outputs");
  const output = own(outputs, "towpath");
  const before = isJsonObject(change) ? own(change, "before") : isJsonObject(output) ? own(output, "value") : undefined;
  if (!isJsonObject(before)) return undefined;
  const { service, environment, engine } = before;
  if (typeof service !== "string" || typeof environment !== "string" || typeof engine !== "string") return undefined;
  return { service, environment, engine };
}

function byAddress(a: { readonly address: string }, b: { readonly address: string }): number {
  return compareText(a.address, b.address);
}
