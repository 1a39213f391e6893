import { isJsonObject, type Json, type JsonObject } from "@towpath/core";

/** What the members of a mapping have in place of a name. */
const MEMBER = "NAME";

/** A mapping whose keys are known: a section of a document's reference. */
export interface ReferenceSection {
  /** The page that it is on. */
  readonly kind: string;
  /** The first path that leads to it; empty for the document itself. */
  readonly path: string;
  readonly schema: JsonObject;
  /** Keys that may not be left out at that path. */
  readonly required: readonly Json[];
}

/** A schema with the document that it stands in, which its references start from. */
export interface PlacedSchema {
  readonly kind: string;
  readonly schema: JsonObject;
}

/** The sources of the schemas, by the kind of document. */
export type SchemasByKind = ReadonlyMap<string, JsonObject>;

/** What a schema refers to, after all of its `$ref`; itself where it refers to nothing. */
export function referred({ kind, schema }: PlacedSchema, schemas: SchemasByKind): PlacedSchema {
  const { $ref } = schema;
  if (typeof $ref !== "string") return { kind, schema };
  const [file = "", name = ""] = $ref.split("#/$defs/");
  const other = file === "" ? kind : file.replace(/\.json$/, "");
  const found = objectAt(objectAt(schemas.get(other), "$defs"), name);
  if (!found) throw new Error(`schemas/${kind}.json refers to ${$ref}, which is not there.`);
  return referred({ kind: other, schema: found }, schemas);
}

/** The sections of every document, each once, in the order of their paths. */
export function referenceSections(schemas: SchemasByKind): ReadonlyMap<JsonObject, ReferenceSection> {
  const sections = new Map<JsonObject, ReferenceSection>();
  const walk = (placed: PlacedSchema, path: string, page: string): void => {
    const { kind, schema } = referred(placed, schemas);
    if (kind !== page || sections.has(schema)) return;
    const keys = Object.entries(objectAt(schema, "properties") ?? {});
    if (keys.length > 0)
      sections.set(schema, { kind, path, schema, required: [schema, placed.schema].flatMap(requiredOf) });
    for (const [key, member] of keys)
      if (isJsonObject(member)) walk({ kind, schema: member }, path === "" ? key : `${path}.${key}`, page);
    for (const [part, way] of [
      ["additionalProperties", `${path}.${MEMBER}`],
      ["items", `${path}[]`],
    ] as const) {
      const member = objectAt(schema, part);
      if (member) walk({ kind, schema: member }, way, page);
    }
  };
  for (const [kind, schema] of schemas) walk({ kind, schema }, "", kind);
  return sections;
}

function requiredOf({ required }: JsonObject): readonly Json[] {
  return Array.isArray(required) ? required : [];
}

/** A member that is a mapping. */
export function objectAt(schema: JsonObject | undefined, key: string): JsonObject | undefined {
  const member = schema?.[key];
  return isJsonObject(member) ? member : undefined;
}
