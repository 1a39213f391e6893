import { isJsonObject, type Json, type JsonObject, own } from "@towpath/core";
import { schemas } from "@towpath/manifest";
import { type CelType, listOf, mapOf, oneOf, type PropertyOf, types, viewType } from "../../cel/index.ts";
import { json } from "./plain.ts";
import { scalarType } from "./scalar-type.ts";

const KINDS: Readonly<Record<string, keyof typeof schemas>> = {
  Service: "service",
  Platform: "platform",
  ResourceType: "resource-type",
};

const known = new Map<string, CelType>();

/** `document`, of one kind of Towpath's own; of any other kind, or of several, what it holds is known when it is read. */
export function documentType(kinds: readonly string[]): CelType {
  const [kind = "*", ...others] = kinds;
  const schema = others.length === 0 ? own(KINDS, kind) : undefined;
  if (!schema) return mapOf(types.dyn);
  const made = known.get(kind) ?? typeOfSchema(asJson(schemas[schema]), asJson(schemas[schema]), kind.toLowerCase());
  known.set(kind, made);
  return made;
}

/** The type of what a JSON Schema (2020-12) describes; `dyn` where it leaves a choice. */
function typeOfSchema(schema: Json | undefined, root: Json, name: string): CelType {
  if (!isJsonObject(schema)) return types.dyn;
  const reference = schema["$ref"];
  if (typeof reference === "string") {
    const target = /^#\/\$defs\/([^/]+)$/.exec(reference)?.[1];
    const definitions = isJsonObject(root) ? root["$defs"] : undefined;
    if (target === undefined || !isJsonObject(definitions)) return types.dyn;
    return typeOfSchema(own(definitions, target), root, name);
  }
  if (["oneOf", "anyOf", "allOf", "if"].some((word) => schema[word] !== undefined)) return types.dyn;
  const { type, enum: values, properties, additionalProperties, items } = schema;
  if (Array.isArray(values)) {
    const list = values.filter((value) => typeof value === "string");
    return list.length === values.length ? oneOf(...list) : types.dyn;
  }
  switch (type) {
    case "array":
      return listOf(typeOfSchema(items, root, name));
    case "object":
      if (isJsonObject(properties) && additionalProperties === false) return objectOf(schema, properties, root, name);
      if (properties === undefined && isJsonObject(additionalProperties)) {
        return mapOf(typeOfSchema(additionalProperties, root, name));
      }
      return mapOf(types.dyn);
    default:
      return scalarType(type) ?? types.dyn;
  }
}

function objectOf(schema: JsonObject, properties: JsonObject, root: Json, name: string): CelType {
  const required = Array.isArray(schema["required"]) ? schema["required"] : [];
  const type = viewType<JsonObject>(name, () =>
    Object.fromEntries(
      Object.entries(properties).map(([key, property]): [string, PropertyOf<JsonObject>] => {
        const made = typeOfSchema(property, root, key);
        return [key, json<JsonObject>(made, (of) => own(of, key), !required.includes(key))];
      }),
    ),
  );
  return {
    kind: "object",
    name,
    get properties() {
      return type.properties;
    },
    ofJson: (value) => type.view(value),
  };
}

function asJson(value: unknown): Json {
  return isJsonObject(value) ? value : {};
}
