import { isJsonObject, type Json } from "@towpath/core";
import { fill } from "../placeholder/fill.ts";
import { parsePlaceholders } from "../placeholder/parse.ts";
import type { Scope } from "../placeholder/scope.ts";
import type { Resolution } from "./request.ts";

type Path = readonly string[];

/**
 * Where placeholders are filled in: whoever does that says what is wrong with them. `*` is one name, `**` any way below.
 * Everywhere else a text stays as it is written, and must not name a secret all the same.
 */
const FILLED: readonly Path[] = [
  "metadata.labels.*",
  "build.run.**",
  "test.run.**",
  "resources.*.settings.**",
  "resources.*.annotations.*",
  "workloads.*.annotations.*",
  "workloads.*.route.host",
  "workloads.*.deploy.migrate",
  "workloads.*.deploy.smoke",
  ...["workloads.*", "workloads.*.containers.*"].flatMap((container) =>
    ["run", "image", "command.*", "args.*", "variables.*", "files.*.content", "volumes.*.source", "volumes.*.path"].map(
      (key) => `${container}.${key}`,
    ),
  ),
].map((pattern) => pattern.split("."));

/** Reports every secret that is named where a text is shown to others: whatever field it is, one that comes later too. */
export function reportExposedSecrets(scope: Scope, resolution: Resolution): void {
  const { layers, findings } = resolution;
  const look = (text: string, path: Path, isKey: boolean): void => {
    if (!text.includes("${")) return;
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
  const walk = (value: Json, path: Path): void => {
    if (typeof value === "string") {
      if (value.includes("${") && !FILLED.some((pattern) => fits(pattern, path))) look(value, path, false);
    } else if (Array.isArray(value)) {
      const items: readonly Json[] = value;
      for (const [index, item] of items.entries()) walk(item, [...path, String(index)]);
    } else if (isJsonObject(value)) {
      for (const key of Object.keys(value)) {
        const member = [...path, key];
        look(key, member, true);
        walk(value[key] ?? null, member);
      }
    }
  };
  walk(layers.merged, []);
}

function fits(pattern: Path, path: Path): boolean {
  for (const [index, segment] of pattern.entries()) {
    if (segment === "**") return true;
    if (path[index] === undefined || (segment !== "*" && segment !== path[index])) return false;
  }
  return pattern.length === path.length;
}
