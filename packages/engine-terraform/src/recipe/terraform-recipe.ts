import { isJsonObject, type JsonObject, own, type Place } from "@towpath/core";
import { type GraphResource, parsePlaceholders } from "@towpath/manifest";
import { TerraformError } from "../errors.ts";
import { moduleSource } from "./module-source.ts";
import { OptionReader } from "./option-reader.ts";

/** How a module of Terraform makes a resource of one type. Placeholders are not filled in yet. */
export interface TerraformRecipe {
  /** As written under `module`. */
  readonly source: string;
  readonly version?: string | undefined;
  readonly inputs: JsonObject;
  /** A name of a module's output, or a template over `${outputs.X}` and `${generated.X}`, by the type's output. */
  readonly outputs: Readonly<Record<string, string>>;
  /** Secrets that are made once and kept sealed: their lengths by name. */
  readonly generated: Readonly<Record<string, { readonly length: number }>>;
  /** The resource within the module that an id names, for `towpath adopt`: `azurerm_postgresql_flexible_server.this`. */
  readonly adopt?: string | undefined;
  /** Where it stands. */
  readonly place: Place;
}

const KEYS = ["module", "version", "inputs", "outputs", "generated", "adopt"];
const LENGTH = { least: 16, most: 128, usual: 40 } as const;
/** What a variable of a module may be called. See https://developer.hashicorp.com/terraform/language/values/variables. */
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_-]*$/;
const RESERVED = ["source", "version", "providers", "count", "for_each", "lifecycle", "depends_on", "locals", "_"];

/** @throws {TerraformError} `engine-terraform/recipe` with the place of the recipe */
export function terraformRecipe(resource: Pick<GraphResource, "type" | "recipe">): TerraformRecipe {
  const { options, origin } = resource.recipe;
  const read = new OptionReader(`of the recipe for ${resource.type}`, (message, hint) => {
    throw new TerraformError({ code: "engine-terraform/recipe", message, hint, place: origin.place });
  });
  read.knownKeys(options, KEYS, "");
  const source = read.text(options, "module", "");
  if (source === undefined) return read.refuse("module", "", "a path that begins with ./ or ../, or an address");
  if (!moduleSource(source))
    return read.refuse(
      "module",
      "",
      "a path that is relative to the type's file, or an address of a registry or of git",
    );
  const version = read.text(options, "version", "");
  const inputs = own(options, "inputs") ?? {};
  if (!isJsonObject(inputs)) return read.refuse("inputs", "", "a mapping");
  for (const name of Object.keys(inputs))
    if (!VARIABLE.test(name) || RESERVED.includes(name))
      read.refuse(name.slice(0, 100), "inputs", "the name of a variable of the module");
  const adopt = read.text(options, "adopt", "");
  const generated = generatedOf(options, read);
  return {
    source,
    ...(version === undefined ? {} : { version }),
    inputs,
    outputs: read.members(own(options, "outputs"), "outputs", (name, value) =>
      typeof value === "string" && (isTemplate(value, generated) || VARIABLE.test(value))
        ? value
        : read.refuse(
            name,
            "outputs",
            "the name of an output of the module, or a text with ${outputs.NAME} and ${generated.NAME}",
          ),
    ),
    generated,
    ...(adopt === undefined ? {} : { adopt }),
    place: origin.place,
  };
}

function generatedOf(options: JsonObject, read: OptionReader): TerraformRecipe["generated"] {
  return read.members(own(options, "generated"), "generated", (name, value) => {
    const path = `generated.${name}`;
    if (!VARIABLE.test(name)) return read.refuse(name.slice(0, 100), "generated", "a name such as password");
    if (value !== null && !isJsonObject(value))
      return read.refuse(name, "generated", "a mapping such as { length: 40 }");
    if (value) read.knownKeys(value, ["length"], path);
    const length = (value && own(value, "length")) ?? LENGTH.usual;
    if (typeof length !== "number" || !Number.isInteger(length) || length < LENGTH.least || length > LENGTH.most)
      return read.refuse("length", path, `a whole number from ${LENGTH.least} to ${LENGTH.most}`);
    return { length };
  });
}

/** Whether a text with placeholders names nothing but outputs of the module and generated secrets. */
function isTemplate(text: string, generated: TerraformRecipe["generated"]): boolean {
  return (
    text.includes("${") &&
    parsePlaceholders(text).every((part) => {
      if (part.kind !== "placeholder") return part.kind === "text";
      const [root, name = "", ...rest] = part.path;
      if (rest.length > 0) return false;
      return root === "outputs" ? VARIABLE.test(name) : root === "generated" && Object.hasOwn(generated, name);
    })
  );
}
