import { isJsonObject, type Json, type JsonObject } from "@towpath/core";
import { type CelType, listOf, types } from "../type/cel-type.ts";
import { CelMap } from "../value/cel-map.ts";
import type { CelKey, CelValue } from "../value/cel-value.ts";
import { Duration, Timestamp } from "../value/time.ts";

/** A public case in our terms, or why it is none. */
export type Case =
  | {
      readonly ok: true;
      readonly variables: Readonly<Record<string, CelType>>;
      readonly bindings: Readonly<Record<string, CelValue>>;
      /** What it has to come to; that it has to fail, or only to be read. */
      readonly expected: { readonly value: CelValue } | "error" | "no flaw";
    }
  | { readonly ok: false; readonly why: string };

/** What a value that is not of the profile is. */
class Strange extends Error {}

/** Reads a case as protobuf writes it in JSON. */
export function readCase(original: JsonObject): Case {
  try {
    const declared = list(original["typeEnv"]).map((one) => {
      const declaration = object(one);
      const ident = object(declaration["ident"]);
      if (declaration["function"]) throw new Strange("functions of its own");
      return [String(declaration["name"]), typeOf(ident["type"])] as const;
    });
    const bound = Object.entries(object(original["bindings"])).map(([name, value]) => {
      return [name, readValue(object(object(value)["value"]))] as const;
    });
    const dynamic = bound.map(([name]) => [name, types.dyn] as const);
    return {
      ok: true,
      variables: Object.fromEntries([...dynamic, ...declared]),
      bindings: Object.fromEntries(bound),
      expected: expectedOf(original),
    };
  } catch (thrown) {
    if (thrown instanceof Strange) return { ok: false, why: thrown.message };
    throw thrown;
  }
}

function expectedOf(original: JsonObject): (Case & { readonly ok: true })["expected"] {
  if (original["evalError"] !== undefined || original["anyEvalErrors"] !== undefined) return "error";
  if (original["unknown"] !== undefined || original["anyUnknowns"] !== undefined) throw new Strange("unknown results");
  const typed = original["typedResult"];
  const value = typed === undefined ? original["value"] : object(typed)["result"];
  if (typed !== undefined && value === undefined) return "no flaw";
  return { value: value === undefined ? true : readValue(object(value)) };
}

function typeOf(type: Json | undefined): CelType {
  const [[kind = "", of] = []] = Object.entries(object(type));
  switch (kind) {
    case "dyn":
      return types.dyn;
    case "null":
      return types.null;
    case "primitive": {
      const primitives: Readonly<Record<string, CelType>> = {
        BOOL: types.bool,
        INT64: types.int,
        DOUBLE: types.double,
        STRING: types.string,
      };
      const found = primitives[String(of)];
      if (found) return found;
      throw new Strange(`type ${String(of)}`);
    }
    case "wellKnown":
      if (of === "TIMESTAMP") return types.timestamp;
      if (of === "DURATION") return types.duration;
      throw new Strange(`type ${String(of)}`);
    case "listType":
      return listOf(typeOf(object(of)["elemType"]));
    case "mapType":
      return { kind: "map", key: typeOf(object(of)["keyType"]), value: typeOf(object(of)["valueType"]) };
    default:
      throw new Strange(`type ${kind}`);
  }
}

function readValue(value: JsonObject): CelValue {
  const [[kind = "", of = null] = []] = Object.entries(value);
  switch (kind) {
    case "boolValue":
      return of === true;
    case "int64Value":
      return BigInt(String(of));
    case "doubleValue":
      return Number(of === "Infinity" ? Infinity : of === "-Infinity" ? -Infinity : of);
    case "stringValue":
      return String(of);
    case "nullValue":
      return null;
    case "listValue":
      return list(object(of)["values"]).map((item) => readValue(object(item)));
    case "mapValue": {
      const entries = list(object(of)["entries"]).map((entry) => {
        const { key = null, value = null } = object(entry);
        return [keyOf(readValue(object(key))), readValue(object(value))] as const;
      });
      const made = new Map<CelKey, CelValue>(entries);
      return new CelMap([...made.keys()], (key) => made.get(key));
    }
    case "objectValue": {
      const type = String(object(of)["@type"]);
      const text = String(object(of)["value"]);
      if (type.endsWith("google.protobuf.Timestamp")) return Timestamp.parse(text);
      if (type.endsWith("google.protobuf.Duration")) return Duration.parse(text);
      throw new Strange("messages");
    }
    default:
      throw new Strange(kind);
  }
}

function keyOf(value: CelValue): CelKey {
  if (typeof value === "string" || typeof value === "bigint" || typeof value === "boolean") return value;
  throw new Strange("map key");
}

function object(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

function list(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}
