import { isJsonObject, type Json, type JsonObject, nearest, own, type Place } from "@towpath/core";
import { type SchemaFlaw, schemaFlaws } from "../schema/holds-schema.ts";
import { schemaNamed } from "../statement/statement.ts";

/** Where the parts of a document stand. */
export interface ControlPlaces {
  placeOfKey(path: readonly (string | number)[]): Place;
  placeOfValue(path: readonly (string | number)[]): Place;
}

/** One thing that keeps a document from being a catalogue of controls, in words. */
export interface ControlFlaw {
  readonly message: string;
  readonly place: Place;
  readonly suggestions: readonly string[];
}

/** As much of a text is quoted. */
const LONGEST_SHOWN = 60;

/** What of a document is not as a file of controls has to be: what is there, what was expected, and what to do about it. */
export function controlFlaws(value: Json, places: ControlPlaces): readonly ControlFlaw[] {
  return schemaFlaws(schemaNamed("controls"), value).map((found) => inWords(found, value, places));
}

function inWords({ at, keyword, schema, what }: SchemaFlaw, document: Json, places: ControlPlaces): ControlFlaw {
  const path = segmentsOf(at, document);
  const parent = path.slice(0, -1);
  const name = String(path.at(-1));
  if (keyword === "additionalProperties") {
    const known = Object.keys(membersOf(schema, "properties"));
    const near = nearest(name, known);
    return {
      message: `Unknown key ${shown(name)} in ${whereIs(parent)}.`,
      place: places.placeOfKey(path),
      suggestions: [near === undefined ? `There are: ${known.join(", ")}.` : `Did you mean ${shown(near)}?`],
    };
  }
  if (keyword === "required") {
    const member = own(membersOf(schema, "properties"), name);
    const expected = isJsonObject(member) ? expectation(member) : undefined;
    return {
      message: `${capital(whereIs(parent))} lacks ${shown(name)}.`,
      place: typeof parent.at(-1) === "string" ? places.placeOfKey(parent) : places.placeOfValue(parent),
      suggestions: [`Add \`${name}:\`${expected === undefined ? "" : `, ${expected}`}.`],
    };
  }
  const found = valueAt(document, path);
  const expected = expectation(schema) ?? what;
  const choices = textsOf([...(Array.isArray(schema["enum"]) ? schema["enum"] : []), schema["const"] ?? null]);
  const near = typeof found === "string" ? nearest(found, choices) : undefined;
  return {
    message: `${capital(whereIs(path))} is ${shown(found)}; expected ${expected}.`,
    place: places.placeOfValue(path),
    suggestions: near === undefined ? [] : [`Did you mean ${shown(near)}?`],
  };
}

/** What a schema asks for, in words; undefined where it does not say. */
function expectation(schema: JsonObject): string | undefined {
  const target = schema["$ref"];
  const followed = typeof target === "string" ? defined(target) : undefined;
  const { "x-expected": words, const: only } = schema;
  if (typeof words === "string") return words;
  if (only !== undefined) return shown(only);
  const choices = textsOf(schema["enum"]);
  if (choices.length > 0) return choices.length === 1 ? shown(choices[0]) : `one of ${choices.join(", ")}`;
  return followed && expectation(followed);
}

function defined(reference: string): JsonObject | undefined {
  const found = own(membersOf(schemaNamed("controls"), "$defs"), reference.slice("#/$defs/".length));
  return isJsonObject(found) ? found : undefined;
}

/** `controls.0.id`; the document itself where the path is empty. */
function whereIs(path: readonly (string | number)[]): string {
  return path.length === 0 ? "the document" : shown(path.join(".")).slice(1, -1);
}

function capital(sentence: string): string {
  return sentence.startsWith("the ") ? `T${sentence.slice(1)}` : sentence;
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  if (typeof value === "object" && value !== null) return "a mapping";
  if (typeof value === "string" && value.length > LONGEST_SHOWN)
    return `${JSON.stringify(value.slice(0, LONGEST_SHOWN).toWellFormed())}…`;
  return JSON.stringify(value) ?? "nothing";
}

function membersOf(schema: JsonObject, keyword: string): JsonObject {
  const found = schema[keyword];
  return isJsonObject(found) ? found : {};
}

function textsOf(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
}

/** The path that a JSON pointer says; in a list a number. */
function segmentsOf(pointer: string, document: Json): readonly (string | number)[] {
  let at: Json | undefined = document;
  return (pointer === "/" ? [] : pointer.split("/").slice(1)).map((segment) => {
    const name = segment.replaceAll("~1", "/").replaceAll("~0", "~");
    const step = Array.isArray(at) ? Number(name) : name;
    at = at === undefined ? undefined : valueAt(at, [step]);
    return step;
  });
}

function valueAt(document: Json, path: readonly (string | number)[]): Json | undefined {
  let at: Json | undefined = document;
  for (const step of path) {
    if (Array.isArray(at)) at = at[Number(step)];
    else at = isJsonObject(at) ? own(at, String(step)) : undefined;
  }
  return at;
}
