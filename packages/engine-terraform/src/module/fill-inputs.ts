import { isJsonObject, type Json, type JsonObject, own, type Place } from "@towpath/core";
import { escapePlaceholders, type Graph, type GraphResource, parsePlaceholders } from "@towpath/manifest";
import { TerraformError } from "../errors.ts";
import type { TerraformRecipe } from "../recipe/terraform-recipe.ts";
import { factsOf, RESOURCE_FACTS, SERVICE_FACTS } from "./facts.ts";
import { recordReference, recordValue } from "./record-text.ts";
import { terraformText } from "./terraform-text.ts";

/** The value of a setting in the form of a record; undefined where the setting has none. */
export type SettingReader = (name: string) => Promise<Json | undefined>;

/** What a module is called with, and where each part of it was said. */
export interface FilledInputs {
  /** In the form of a record. */
  readonly inputs: JsonObject;
  /** Places of settings by the path of what holds them. */
  readonly places: ReadonlyMap<string, Place>;
}

/** What is absent is left out: a setting that nobody set, an owner that nobody named. */
const ABSENT = Symbol("absent");

/**
 * The inputs of a recipe with its placeholders filled in. One alone keeps its type.
 *
 * @throws {TerraformError} `engine-terraform/recipe`
 */
export async function fillInputs(
  resource: GraphResource,
  recipe: TerraformRecipe,
  graph: Graph,
  settingOf: SettingReader,
): Promise<FilledInputs> {
  const places = new Map<string, Place>();
  const facts = factsOf(graph, resource);
  const flaw = (message: string, hint?: string): TerraformError =>
    new TerraformError({
      code: "engine-terraform/recipe",
      message: `${message} in the recipe for ${resource.type}.`,
      hint,
      place: recipe.place,
    });

  async function lookUp(path: readonly string[], written: string): Promise<Json | typeof ABSENT> {
    const [root = "", name = "", ...rest] = path;
    if (root === "generated") {
      if (
        !Object.hasOwn(recipe.generated, name) ||
        !(rest.length === 0 || (rest.length === 1 && rest[0] === "version"))
      )
        throw flaw(`${written} names no generated secret`, `Add it to generated: { ${name}: {} }.`);
      return recordReference(...path);
    }
    if (root === "settings") {
      const value = await settingOf(name);
      return value === undefined ? ABSENT : (member(value, rest) ?? ABSENT);
    }
    const known = root === "resource" || root === "service" || root === "environment" ? facts[root] : undefined;
    const value = known && member(known, path.slice(1));
    if (value !== undefined) return recordValue(value);
    if (root === "resource" ? RESOURCE_FACTS.includes(name) : root === "service" && SERVICE_FACTS.includes(name))
      return ABSENT;
    throw flaw(
      `${written} names nothing`,
      "Placeholders start with settings, resource, service, environment or generated.",
    );
  }

  async function fillText(text: string, at: readonly string[]): Promise<Json | typeof ABSENT> {
    const parts = parsePlaceholders(text);
    const filled: (string | number | boolean)[] = [];
    for (const part of parts) {
      if (part.kind === "flaw") throw flaw(`The placeholder ${part.written} ${part.why},`);
      if (part.kind === "text") {
        filled.push(escapePlaceholders(part.text));
        continue;
      }
      const [root, name = ""] = part.path;
      const setting = root === "settings" ? own(resource.settings, name) : undefined;
      if (setting) places.set(at.join("\0"), setting.origin.place);
      const value = await lookUp(part.path, part.written);
      if (parts.length === 1) return value;
      if (value === ABSENT)
        throw flaw(
          `${part.written} has no value for ${resource.address}, and stands within a text`,
          "Give the setting a default, or let the placeholder stand alone: then the module's own default holds.",
        );
      if (value === null || typeof value === "object")
        throw flaw(`${part.written} is a list or a mapping, and stands within a text`, "Let it stand alone.");
      filled.push(value);
    }
    return filled.join("");
  }

  async function fillAt(value: Json, at: readonly string[]): Promise<Json | typeof ABSENT> {
    if (typeof value === "string") return fillText(value, at);
    if (Array.isArray(value)) {
      const items: readonly Json[] = value;
      const filled = await Promise.all(items.map((item, index) => fillAt(item, [...at, String(index)])));
      return filled.filter((item) => item !== ABSENT);
    }
    if (!isJsonObject(value)) return value;
    const members = await Promise.all(
      Object.entries(value).map(
        async ([key, item]) => [key, await fillAt(item, [...at, terraformText([key])])] as const,
      ),
    );
    return Object.fromEntries(members.flatMap(([key, item]) => (item === ABSENT ? [] : [[key, item]])));
  }

  const inputs = await fillAt(recipe.inputs, []);
  return { inputs: inputs !== ABSENT && isJsonObject(inputs) ? inputs : {}, places };
}

function member(value: Json, path: readonly string[]): Json | undefined {
  let found: Json | undefined = value;
  for (const segment of path) found = found !== undefined && isJsonObject(found) ? own(found, segment) : undefined;
  return found;
}
