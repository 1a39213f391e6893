import { isJsonObject, type Json, type JsonObject, own } from "@towpath/core";

/** What is wrong with a value: where, as a JSON pointer, and what. */
export interface SchemaFlaw {
  readonly at: string;
  readonly what: string;
  /** What of the schema is not held, and the schema that says it. */
  readonly keyword: string;
  readonly schema: JsonObject;
}

/** The flaws are cut off there: more of them help nobody. */
const MOST_FLAWS = 20;

/**
 * What of a value is not as a JSON Schema (2020-12) says. It knows the keywords that this package's own schemas are written in,
 * and refuses any other: a schema that is not understood must not let anything through.
 *
 * @throws {RangeError} for a keyword that it does not know
 */
export function schemaFlaws(schema: JsonObject, value: Json): readonly SchemaFlaw[] {
  const flaws: SchemaFlaw[] = [];
  look(schema, value, "", { root: schema, flaws });
  return flaws;
}

interface Sight {
  readonly root: JsonObject;
  readonly flaws: SchemaFlaw[];
}

/** The same at one keyword of a schema. */
interface Seen extends Sight {
  readonly keyword: string;
  readonly schema: JsonObject;
}

/** What says nothing about a value. */
const SILENT = new Set(["$schema", "$id", "$defs", "title", "description", "x-expected"]);

function look(schema: JsonObject, value: Json, at: string, sight: Sight): void {
  for (const [keyword, operand] of Object.entries(schema)) {
    if (sight.flaws.length >= MOST_FLAWS) return;
    if (SILENT.has(keyword)) continue;
    const check = own(CHECKS, keyword);
    if (!check) throw new RangeError(`Schemas of evidence do not know the keyword ${JSON.stringify(keyword)}.`);
    check(operand, value, at, { ...sight, keyword, schema }, schema);
  }
}

type Check = (operand: Json, value: Json, at: string, sight: Seen, schema: JsonObject) => void;

function say({ flaws, keyword, schema }: Seen, at: string, what: string): void {
  flaws.push({ at: at === "" ? "/" : at, what, keyword, schema });
}

function step(at: string, name: string | number): string {
  return `${at}/${String(name).replaceAll("~", "~0").replaceAll("/", "~1")}`;
}

const CHECKS: Readonly<Record<string, Check>> = {
  $ref(operand, value, at, sight) {
    const name = typeof operand === "string" && operand.startsWith("#/$defs/") ? operand.slice("#/$defs/".length) : "";
    const defs = sight.root["$defs"];
    const target = isJsonObject(defs) ? own(defs, name) : undefined;
    if (!isJsonObject(target)) throw new RangeError(`There is no ${JSON.stringify(operand)} in the schema.`);
    look(target, value, at, sight);
  },
  type(operand, value, at, sight) {
    if (!isOfType(value, String(operand))) say(sight, at, `must be ${named(String(operand))}`);
  },
  const(operand, value, at, sight) {
    if (value !== operand) say(sight, at, `must be ${JSON.stringify(operand)}`);
  },
  enum(operand, value, at, sight) {
    if (Array.isArray(operand) && !operand.includes(value))
      say(sight, at, `must be one of ${operand.map((one) => JSON.stringify(one)).join(", ")}`);
  },
  anyOf(operand, value, at, sight) {
    const schemas = Array.isArray(operand) ? operand.filter(isJsonObject) : [];
    const holds = schemas.some((one) => {
      const inner: Sight = { root: sight.root, flaws: [] };
      look(one, value, at, inner);
      return inner.flaws.length === 0;
    });
    if (!holds) say(sight, at, "is none of what it may be");
  },
  required(operand, value, at, sight) {
    if (!isJsonObject(value) || !Array.isArray(operand)) return;
    for (const name of operand)
      if (!Object.hasOwn(value, String(name))) say(sight, step(at, String(name)), "is missing");
  },
  properties(operand, value, at, sight) {
    if (!isJsonObject(value) || !isJsonObject(operand)) return;
    for (const [name, member] of Object.entries(operand)) {
      const found = own(value, name);
      if (found !== undefined && isJsonObject(member)) look(member, found, step(at, name), sight);
    }
  },
  additionalProperties(operand, value, at, sight, schema) {
    if (!isJsonObject(value)) return;
    const known = schema["properties"];
    for (const [name, member] of Object.entries(value)) {
      if (sight.flaws.length >= MOST_FLAWS) return;
      if (isJsonObject(known) && Object.hasOwn(known, name)) continue;
      if (isJsonObject(operand)) look(operand, member, step(at, name), sight);
      else if (operand === false) say(sight, step(at, name), "is not known");
    }
  },
  minProperties(operand, value, at, sight) {
    if (isJsonObject(value) && Object.keys(value).length < Number(operand)) say(sight, at, "is empty");
  },
  items(operand, value, at, sight) {
    if (!Array.isArray(value) || !isJsonObject(operand)) return;
    for (const [index, item] of value.entries()) {
      if (sight.flaws.length >= MOST_FLAWS) return;
      look(operand, item, step(at, index), sight);
    }
  },
  minItems(operand, value, at, sight) {
    if (Array.isArray(value) && value.length < Number(operand)) say(sight, at, "is empty");
  },
  minLength(operand, value, at, sight) {
    if (typeof value === "string" && [...value].length < Number(operand)) say(sight, at, "is empty");
  },
  minimum(operand, value, at, sight) {
    if (typeof value === "number" && value < Number(operand)) say(sight, at, `must be at least ${Number(operand)}`);
  },
  pattern(operand, value, at, sight) {
    if (typeof value === "string" && !new RegExp(String(operand), "u").test(value))
      say(sight, at, `must look like ${String(operand)}`);
  },
};

function isOfType(value: Json, type: string): boolean {
  if (type === "object") return isJsonObject(value);
  if (type === "array") return Array.isArray(value);
  if (type === "integer") return Number.isInteger(value);
  if (type === "null") return value === null;
  return typeof value === type;
}

function named(type: string): string {
  if (type === "null") return "null";
  return /^[aeio]/.test(type) ? `an ${type}` : `a ${type}`;
}
