import type { PairReporter } from "./schema-comparison.ts";
import { schemaName } from "./schema-name.ts";
import type { Schema, SchemaView } from "./schema-view.ts";

/** Compares the properties of objects and the items of lists. */
export function compareProperties(pair: PairReporter): void {
  const { before, after } = pair;
  if (mayBe(before, "object") && mayBe(after, "object")) {
    for (const name of new Set([...before.properties.keys(), ...after.properties.keys()])) compareProperty(pair, name);
    compareRequired(pair);
    compareAdditional(pair);
  }
  if (mayBe(before, "array") && mayBe(after, "array")) {
    const count = Math.max(before.prefixItems.length, after.prefixItems.length);
    for (let index = 0; index < count; index += 1)
      pair.descend(before.prefixItems[index] ?? before.items, after.prefixItems[index] ?? after.items);
    if (before.items.parts.length > 0 || after.items.parts.length > 0) pair.descend(before.items, after.items);
  }
}

function mayBe({ types }: SchemaView, type: "object" | "array"): boolean {
  return types === undefined || types.has(type);
}

/** Properties that are only read are in no request, and those that are only written in no answer. */
function isThere(pair: PairReporter, side: "before" | "after", schema: Schema | undefined): schema is Schema {
  if (!schema) return false;
  const { isReadOnly, isWriteOnly } = pair.view(side, schema);
  return pair.direction === "request" ? !isReadOnly : !isWriteOnly;
}

function compareProperty(pair: PairReporter, name: string): void {
  const { before, after } = pair;
  const [was, is] = [before.properties.get(name), after.properties.get(name)];
  const [wasThere, isThereNow] = [isThere(pair, "before", was), isThere(pair, "after", is)];
  if (wasThere && isThereNow && was && is) pair.descend(was, is);
  else if (wasThere && was) removed(pair, name, was, is);
  else if (isThereNow && is) added(pair, name, is);
}

function removed(pair: PairReporter, name: string, was: Schema, is: Schema | undefined): void {
  const { before, after, direction } = pair;
  const shown = schemaName([...after.path, "properties", name]);
  const isHidden = is !== undefined;
  if (!isHidden && typeof after.additional !== "boolean") pair.descend(was, after.additional);
  const wasDeprecated = pair.view("before", was).isDeprecated;
  const isRequired = before.required.has(name);
  const facts = {
    code: "property-removed" as const,
    relation: "changed" as const,
    after: is?.path ?? [...after.path, "properties", name],
    before: was.path,
    isRemoval: !isHidden,
    part: was,
    isGone: true,
  };
  const deprecation = wasDeprecated ? "; it was deprecated before" : "";
  if (direction === "request") {
    const isRefused = !isHidden && after.additional === false;
    const message = isRefused
      ? `${shown} may not be sent any more in requests${deprecation}.`
      : `${shown} is not taken from requests any more${deprecation}.`;
    pair.report({ ...facts, message, kinds: { request: isRefused && !wasDeprecated ? "breaking" : "risky" } });
    return;
  }
  const message = `${shown} is gone from answers${isRequired ? ", and was always there" : ""}${deprecation}.`;
  pair.report({ ...facts, message, kinds: { response: isRequired && !wasDeprecated ? "breaking" : "risky" } });
}

function added(pair: PairReporter, name: string, is: Schema): void {
  const { before, after, direction } = pair;
  const shown = schemaName([...after.path, "properties", name]);
  const facts = { code: "property-added" as const, relation: "widened" as const, after: is.path, isNew: true };
  if (direction === "request") {
    // Said as what is required, where it is.
    if (after.required.has(name)) return;
    pair.report({ ...facts, message: `${shown} may be sent now in requests.`, kinds: { request: "safe" } });
  } else if (typeof before.additional !== "boolean") pair.descend(before.additional, is);
  else if (before.additional)
    pair.report({ ...facts, message: `${shown} is new in answers.`, kinds: { response: "safe" } });
  else
    pair.report({
      ...facts,
      message: `${shown} is new in answers, which said that there are no properties but those that are named.`,
      kinds: { response: "risky" },
    });
}

function compareRequired(pair: PairReporter): void {
  const { before, after, direction } = pair;
  const counts = (side: "before" | "after", name: string): boolean => {
    const property = pair[side].properties.get(name);
    return property === undefined || isThere(pair, side, property);
  };
  const isNew = (name: string): boolean =>
    !before.required.has(name) || !(counts("before", name) || before.properties.get(name) === undefined);
  for (const name of after.required) {
    if (!isNew(name) || !counts("after", name)) continue;
    const was = before.properties.get(name);
    const shown = schemaName([...after.path, "properties", name]);
    const path = after.properties.get(name)?.path ?? [...after.path, "required"];
    if (direction === "request")
      pair.report({
        code: was ? "property-required" : "required-property-added",
        relation: "narrowed",
        message: was ? `${shown} must be sent now in requests.` : `${shown} is new in requests and must be sent.`,
        after: path,
        before: was?.path,
        isNew: !was,
      });
    else if (was)
      pair.report({
        code: "property-required",
        relation: "narrowed",
        message: `${shown} is always there now in answers.`,
        after: path,
        before: was.path,
      });
  }
  for (const name of before.required) {
    if (after.required.has(name) || !counts("before", name)) continue;
    const [was, is] = [before.properties.get(name), after.properties.get(name)];
    // What is gone altogether has been said.
    if (was && !(is && counts("after", name))) continue;
    const shown = schemaName([...after.path, "properties", name]);
    const message =
      direction === "request"
        ? `${shown} need not be sent any more in requests.`
        : `${shown} may be missing now from answers.`;
    pair.report({
      code: "property-optional",
      relation: "widened",
      message,
      after: is?.path ?? [...after.path, "required"],
      before: was?.path,
      part: was,
    });
  }
}

function compareAdditional(pair: PairReporter): void {
  const { before, after } = pair;
  const [was, is] = [before.additional, after.additional];
  if (typeof was !== "boolean" && typeof is !== "boolean") {
    pair.descend(was, is);
    return;
  }
  if (was === is) return;
  const open = (side: Schema | boolean): number => (side === false ? 0 : side === true ? 2 : 1);
  const isNarrower = open(is) < open(was);
  const shown = schemaName(after.path);
  const said = (side: Schema | boolean): string =>
    side === false
      ? "no properties but those that are named"
      : side === true
        ? "any other properties"
        : "other properties of one kind";
  pair.report({
    code: isNarrower ? "additional-properties-narrowed" : "additional-properties-widened",
    relation: isNarrower ? "narrowed" : "widened",
    message: `${shown} has ${said(is)} ${pair.direction === "request" ? "in requests" : "in answers"}, and had ${said(was)}.`,
    after: [...after.path, "additionalProperties"],
    before: [...before.path, "additionalProperties"],
    // Who reads a map by a schema of its own is hit by others; who reads named properties is not.
    kinds: { response: isNarrower ? "safe" : typeof was === "boolean" ? "risky" : "breaking" },
  });
}
