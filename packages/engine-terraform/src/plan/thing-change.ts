import { compareText, type Json, type JsonObject, own } from "@towpath/core";
import type { Difference } from "@towpath/provisioning";
import { importId, reasonWords, replacePaths, thingAction } from "./action-words.ts";
import { compareMarked } from "./compare-marked.ts";
import { type Configuration, configuredPart, writeOnlyNames } from "./configured.ts";
import type { KnownTexts } from "./known-texts.ts";
import { ABSENT, type Marked, partNames, partOf } from "./marks.ts";
import { listAt, objectAt, optionalTextAt, textAt } from "./plan-document.ts";
import { shownValue } from "./shown-value.ts";
import type { ThingAction, ThingChange } from "./terraform-plan.ts";
import { type ThingAddress, thingAddress } from "./thing-address.ts";

/** One entry of `resource_changes` or `resource_drift`, before what differs is worked out. */
export interface ThingEntry {
  readonly entry: JsonObject;
  readonly address: ThingAddress;
  readonly before: Marked;
  readonly after: Marked;
}

/** Reads who an entry is about, and its values. @throws {TerraformError} */
export function thingEntry(entry: JsonObject): ThingEntry {
  const change = objectAt(entry, "change");
  const side = (name: "before" | "after"): Marked => ({
    value: own(change, name) ?? undefined,
    sensitive: own(change, `${name}_sensitive`),
    unknown: name === "after" ? own(change, "after_unknown") : undefined,
  });
  return { entry, address: thingAddress(textAt(entry, "address")), before: side("before"), after: side("after") };
}

/** What becomes of a thing, without the values of secrets. @throws {TerraformError} */
export function thingChange(
  { entry, address, before, after }: ThingEntry,
  configuration: Configuration | undefined,
  texts: KnownTexts,
): ThingChange {
  const change = objectAt(entry, "change");
  const deposed = optionalTextAt(entry, "deposed");
  const left = deposed === undefined ? "" : ` (deposed ${deposed})`;
  const full = textAt(entry, "address") + left;
  const actions = listAt(change, "actions");
  const action = thingAction(actions, full);
  const path = address.path + left;
  const expressions = configuration?.expressionsOf(address);
  const actionReason = optionalTextAt(entry, "action_reason");
  const previousAddress = optionalTextAt(entry, "previous_address");
  const importing = importId(own(change, "importing"));
  const reason = reasonOf(actionReason, own(change, "replace_paths"), texts);
  return {
    address: full,
    ...(address.label === undefined ? {} : { label: address.label }),
    local: address.local + left,
    path,
    type: textAt(entry, "type"),
    action,
    actions: actions.map(String),
    ...(reason === undefined ? {} : { reason }),
    isTainted: actionReason === "replace_because_tainted",
    ...(configuration?.runsCommands(address) ? { runsCommands: true } : {}),
    ...(previousAddress === undefined || previousAddress === full ? {} : { previousAddress }),
    ...(importing === undefined ? {} : { importing }),
    diff: differences(action, path, { before, after, importing }, expressions, texts).toSorted((a, b) =>
      compareText(a.path, b.path),
    ),
  };
}

/** The sensitive texts of a thing. */
export function noteTexts({ before, after }: Pick<ThingEntry, "before" | "after">, texts: KnownTexts): void {
  texts.note(before);
  texts.note(after);
}

function reasonOf(actionReason: string | undefined, paths: Json | undefined, texts: KnownTexts): string | undefined {
  const words = reasonWords(actionReason);
  const forcing = replacePaths(paths).map((path) =>
    path.map((step) => (texts.isIn(step) ? "(secret)" : step.toWellFormed())).join("."),
  );
  const shown = [...new Set(forcing)].sort(compareText);
  if (shown.length === 0 || actionReason === "replace_because_tainted") return words;
  const some = shown.length <= 5 ? shown : [...shown.slice(0, 5), `${shown.length - 5} more`];
  return `${some.join(", ")} cannot change in place`;
}

interface Sides {
  readonly before: Marked;
  readonly after: Marked;
  readonly importing: string | undefined;
}

function differences(
  action: ThingAction,
  path: string,
  { before, after, importing }: Sides,
  expressions: JsonObject | undefined,
  texts: KnownTexts,
): readonly Difference[] {
  const whole = (from: Json | undefined, to: Json | undefined): Difference => ({
    path,
    ...(from === undefined ? {} : { before: from }),
    ...(to === undefined ? {} : { after: to }),
    unknown: false,
    secret: false,
  });
  const id = idOf(before, texts);
  const taken =
    importing === undefined
      ? []
      : [whole(undefined, `taken over: ${texts.isIn(importing) ? "(secret)" : importing.toWellFormed()}`)];
  switch (action) {
    case "none":
      return taken;
    case "delete":
      return [whole(id, undefined)];
    case "forget":
      return [whole(id, "left where it is")];
    case "create": {
      const made = compareParts(path, ABSENT, expressions ? configuredPart(after, expressions) : known(after), texts);
      const all = [...made.filter(isTold), ...writeOnly(path, ABSENT, after, expressions)];
      return all.length === 0 ? [whole(undefined, "made")] : all;
    }
    case "replace": {
      const [a, b] = expressions
        ? [configuredPart(before, expressions), configuredPart(after, expressions)]
        : [before, after];
      return [
        whole(id, "made anew"),
        ...compareParts(path, a, b, texts),
        ...writeOnly(path, before, after, expressions),
      ];
    }
    case "update": {
      const changed = [
        ...taken,
        ...compareParts(path, before, after, texts),
        ...writeOnly(path, before, after, expressions),
      ];
      // Only what is sensitive in it changes: nothing of that can be shown.
      return changed.length === 0 ? [{ path, unknown: false, secret: true }] : changed;
    }
  }
}

/** Part by part, so that many differences in one do not hide those in another. */
function compareParts(path: string, before: Marked, after: Marked, texts: KnownTexts): readonly Difference[] {
  if ([before, after].some(({ sensitive, unknown }) => sensitive === true || unknown === true))
    return compareMarked(path, before, after, texts);
  return [...new Set([...partNames(before), ...partNames(after)])]
    .sort(compareText)
    .flatMap((name) => compareMarked(`${path}.${name}`, partOf(before, name), partOf(after, name), texts));
}

/** What a new thing has beside nothing: an empty list is as good as none. */
function isTold({ after, unknown, secret }: Difference): boolean {
  if (unknown || secret) return true;
  return typeof after === "object" && after !== null ? Object.keys(after).length > 0 : after !== undefined;
}

/** Where no configuration says what is written down, what is known is shown. */
function known({ value, sensitive }: Marked): Marked {
  return { value, sensitive, unknown: undefined };
}

/** Arguments that are written and never read: a change of their version sends them again. */
function writeOnly(
  path: string,
  before: Marked,
  after: Marked,
  expressions: JsonObject | undefined,
): readonly Difference[] {
  if (!expressions) return [];
  const isSent = (name: string) => {
    const [old, fresh] = [partOf(before, `${name}_version`), partOf(after, `${name}_version`)];
    return before === ABSENT || fresh.unknown === true || old.value !== fresh.value;
  };
  return writeOnlyNames(expressions, after)
    .filter(isSent)
    .map((name) => ({ path: `${path}.${name}`, unknown: false, secret: true }));
}

function idOf(before: Marked, texts: KnownTexts): Json {
  const { value, sensitive } = partOf(before, "id");
  const isShown = typeof value === "string" && value !== "" && sensitive !== true && before.sensitive !== true;
  return isShown && !texts.isIn(value) ? shownValue(value) : "there";
}
