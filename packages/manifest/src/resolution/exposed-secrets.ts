import { isJsonObject, type Json } from "@towpath/core";
import { fill } from "../placeholder/fill.ts";
import { parsePlaceholders } from "../placeholder/parse.ts";
import type { Scope } from "../placeholder/scope.ts";
import { isFilled } from "./filled-paths.ts";
import type { Resolution } from "./request.ts";

type Path = readonly string[];

/** Reports every secret that is named where a text is shown to others: whatever field it is, one that comes later too. */
export function reportExposedSecrets(scope: Scope, resolution: Resolution): void {
  const { layers, findings } = resolution;
  const look = (text: string, path: Path, isKey: boolean): void => {
    for (const part of parsePlaceholders(text)) {
      if (part.kind !== "placeholder" || (part.path[0] !== "secrets" && part.path[0] !== "resources")) continue;
      const filled = fill(part.written, scope, {
        kind: "known-to-others",
        what: path[0] === "exposes" || path[0] === "consumes" ? "a contract" : isKey ? "a name" : "this text",
        address: path.join("."),
        place: (written) => (isKey ? layers.placeOfKey(path) : layers.placeOfText(path, written)),
      });
      findings.push(...filled.findings.filter(({ code }) => code === "manifest/secret-exposed"));
    }
  };
  // One path for all: nearly no value has anything to look at.
  const path: string[] = [];
  const walk = (value: Json): void => {
    if (typeof value === "string") {
      if (value.includes("${") && !isFilled(path)) look(value, [...path], false);
    } else if (Array.isArray(value)) {
      const items: readonly Json[] = value;
      for (const [index, item] of items.entries()) walkInto(String(index), item);
    } else if (isJsonObject(value)) {
      for (const key of Object.keys(value)) {
        if (key.includes("${")) look(key, [...path, key], true);
        walkInto(key, value[key] ?? null);
      }
    }
  };
  const walkInto = (segment: string, value: Json): void => {
    path.push(segment);
    walk(value);
    path.pop();
  };
  walk(layers.merged);
}
