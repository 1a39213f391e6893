import { isJsonObject, type Json, type JsonObject } from "@towpath/core";
import { flowText } from "../src/edit/render.ts";
import type { Style } from "../src/edit/style.ts";
import {
  objectAt,
  type PlacedSchema,
  type ReferenceSection,
  referred,
  type SchemasByKind,
} from "./reference-sections.ts";

const TYPES = new Map([
  ["array", ["list"]],
  ["boolean", ["`true`", "`false`"]],
  ["integer", ["whole number"]],
  ["number", ["number"]],
  ["object", ["mapping"]],
  ["string", ["text"]],
]);
/** Texts that are alike everywhere: the pages say once what they are. */
const KNOWN = new Map([
  ["#/$defs/date", "date"],
  ["#/$defs/duration", "duration"],
  ["#/$defs/name", "name"],
  ["#/$defs/path", "path"],
  ["#/$defs/text", "text"],
]);
const STYLE: Style = {
  lineBreak: "\n",
  step: 2,
  listIndent: 2,
  quote: "double",
  isJson: false,
  padding: " ",
  comma: ", ",
  colon: ": ",
  hasFlowLists: true,
};

/** What the words for a value need to know. */
export interface Reference {
  readonly schemas: SchemasByKind;
  readonly sections: ReadonlyMap<JsonObject, ReferenceSection>;
}

/** What a value is, in a few words, with a link where it has a section of its own. */
export function valueWords(placed: PlacedSchema, reference: Reference, page = placed.kind): string {
  const known = KNOWN.get(String(placed.schema["$ref"]));
  if (known !== undefined) return known;
  const found = referred(placed, reference.schemas);
  const { kind, schema } = found;
  const section = reference.sections.get(schema);
  const expected = schema["x-expected"];
  if (section) {
    const link = `[${section.path}](${section.kind === page ? "" : `${section.kind}.md`}#${anchor(section.path)})`;
    return typeof expected === "string" ? `${expected}: ${link}` : link;
  }
  if (typeof expected === "string") return expected;
  if ("const" in schema) return code(schema["const"] ?? null);
  const { enum: choices, type } = schema;
  if (isList(choices))
    return choices
      .map(code)
      .join(", ")
      .replace(/, ([^,]+)$/, " or $1");
  const member = objectAt(schema, "items") ?? objectAt(schema, "additionalProperties");
  const of = member ? `: ${valueWords({ kind, schema: member }, reference, page)}` : "";
  const words = either((isList(type) ? type : [type]).flatMap((one) => TYPES.get(String(one)) ?? "any value"));
  if (type === "object" && member) return `by name${of.replace(/^: by name: /, " within name: ")}`;
  return type === "array" ? `list${of === "" ? "" : ` of${of.slice(1)}`}` : `${words}${bounds(schema)}`;
}

/** What a key means: its own text or that of what it refers to, its choices, and what holds without it. */
export function meaning(placed: PlacedSchema, reference: Reference, isRequired: boolean): string {
  const { schema } = referred(placed, reference.schemas);
  const own = { ...schema, ...placed.schema };
  const { description, enum: choices, enumDescriptions: texts } = own;
  const choice = (value: Json, index: number): string => `${code(value)}: ${isList(texts) ? String(texts[index]) : ""}`;
  return [
    `${typeof description === "string" ? description : ""}${isRequired ? " **Required.**" : ""}`,
    ...(isList(choices) && isList(texts) ? choices.map(choice) : []),
    ...("default" in own && own["default"] !== undefined ? [`Without it: ${code(own["default"])}.`] : []),
  ].join("<br>");
}

/** The first example of a key, as YAML. */
export function example({ schema, kind }: PlacedSchema, { schemas }: Reference): string {
  const examples = schema["examples"] ?? referred({ schema, kind }, schemas).schema["examples"];
  const [first] = isList(examples) ? examples : [];
  return first === undefined ? "" : code(first);
}

/** A value as code, in YAML. */
function code(value: Json): string {
  return `\`${flowText(value, STYLE, { isFlow: isJsonObject(value) || Array.isArray(value) })}\``;
}

/** The anchor that a section's heading has. */
export function anchor(path: string): string {
  return path.toLowerCase().replace(/[^a-z0-9-]/g, "");
}

function either(words: readonly string[]): string {
  return words.join(", ").replace(/, ([^,]+)$/, " or $1");
}

function bounds({ minimum, maximum }: JsonObject): string {
  if (minimum !== undefined && maximum !== undefined) return `, ${minimum} to ${maximum}`;
  if (minimum !== undefined) return `, at least ${minimum}`;
  return maximum === undefined ? "" : `, at most ${maximum}`;
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}
