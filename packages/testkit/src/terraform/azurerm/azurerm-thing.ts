import { isValueObject, type Value, type ValueObject } from "../protocol/value.ts";
import type { ThingType } from "../provider/definition.ts";
import type { Block } from "../schema/block.ts";
import { Refusal } from "../world/ordered-faults.ts";
import type { AzureFacts } from "./azure-facts.ts";
import { type AzureTenancy, argumentsIn, fillTemplate, fillTemplates } from "./fill-template.ts";

/** A resource type of azurerm, of its schema and what is known beside it. */
export function azurermThing(typeName: string, block: Block, facts: AzureFacts, tenancy: AzureTenancy): ThingType {
  const inPattern = argumentsIn(facts.id);
  const seedOf = (given: ValueObject) => [typeName, ...inPattern.map((name) => String(given[name] ?? ""))].join("\n");
  const withDerived = (given: ValueObject) => ({ ...given, ...derived(given) });
  const replaces = new Set([
    ...inPattern,
    ...(facts.replaces ?? []),
    ...("location" in block.attributes ? ["location"] : []),
  ]);
  return {
    block,
    replaces: [...replaces].filter((path) => isIn(block, path)),
    isInPlace: (path, planned, prior) => isInPlace(facts, path, prior[path] ?? null, planned[path] ?? null),
    defaults: facts.defaults ?? {},
    idOf: (given) => fillTemplate(facts.id, withDerived(given), tenancy, seedOf(given)),
    computed: (given) => {
      const filled = fillTemplates(facts.computed ?? {}, withDerived(given), tenancy, seedOf(given));
      return {
        tenant_id: tenancy.tenant,
        principal_id: fillTemplate("{uuid principal}", {}, tenancy, seedOf(given)),
        ...(isValueObject(filled) && filled),
      };
    },
    validate: (config) => checkArguments(facts, config),
  };
}

/** True where the path names an argument or a block of the schema. */
export function isIn(block: Block, path: string): boolean {
  const [name = "", inner] = path.split(".");
  if (inner === undefined) return name in block.attributes || name in (block.blocks ?? {});
  return inner in (block.blocks?.[name]?.block.attributes ?? {});
}

/** Regions are written in two ways, `West Europe` and `westeurope`: host names have the second one. */
function derived(given: ValueObject): ValueObject {
  const location = given["location"];
  return typeof location === "string" ? { location: location.toLowerCase().replaceAll(" ", "") } : {};
}

function isInPlace(facts: AzureFacts, path: string, before: Value, after: Value): boolean {
  if (facts.rising?.includes(path)) return Number(after) > Number(before);
  const group = facts.alike?.[path]?.find((values) => values.includes(String(before)));
  return group?.includes(String(after)) ?? false;
}

/** What azurerm itself looks at before it plans. @throws {Refusal} */
function checkArguments(facts: AzureFacts, config: ValueObject): void {
  for (const [name, pattern] of Object.entries(facts.patterns ?? {})) {
    const value = config[name];
    if ((typeof value !== "string" && typeof value !== "number") || pattern.test(String(value))) continue;
    throw new Refusal(`invalid value for ${name}`, `expected ${name} to match ${pattern.source}, got ${value}`);
  }
  const isGiven = (name: string) => (config[name] ?? null) !== null;
  for (const names of facts.together ?? []) {
    const missing = names.find((name) => !isGiven(name));
    if (missing === undefined || !names.some(isGiven)) continue;
    throw new Refusal("Missing required argument", `all of ${names.join(", ")} must be specified: ${missing} is not`);
  }
  for (const names of facts.apart ?? []) {
    const [first, second] = names.filter(isGiven);
    if (second === undefined) continue;
    throw new Refusal("Conflicting configuration arguments", `${first} conflicts with ${second}`);
  }
}
