import { address, isJsonObject, type Json, type Origin, own, type Place } from "@towpath/core";
import type { Workload } from "../generated/service.ts";
import { validateWorkload } from "../generated/validators.ts";
import { overlay } from "../overlay.ts";
import { type Filled, fill, filledPlainly, filledText, type Spot } from "../placeholder/fill.ts";
import type { Scope } from "../placeholder/scope.ts";
import { hasAt } from "./container-fields.ts";
import { type Resolution, report } from "./request.ts";

/** One workload through all layers: its merged value, and where each part of it comes from. */
export interface WorkloadFields {
  readonly name: string;
  readonly value: Workload;
  readonly merged: Json;
  originOf(path: readonly (string | number)[]): Origin | undefined;
  /** The origin of a path, or of the nearest around it that is written. */
  nearestOrigin(path: readonly (string | number)[]): Origin;
  /** Whether some layer says something at a path. */
  has(path: readonly (string | number)[]): boolean;
  placeOfKey(path: readonly (string | number)[]): Place;
  addressOf(path: readonly (string | number)[]): string;
  /** Reports that a part lacks a key, unless the key was there and broken. */
  reportMissing(path: readonly (string | number)[], key: string, message: string, suggestions: readonly string[]): void;
  /** A text of the workload with its placeholders filled in. */
  read(text: string, path: readonly (string | number)[], kind: Spot["kind"], what: string): Filled;
  /** The same for a text that must be known before anything is made. */
  readPlain(text: string, path: readonly (string | number)[], what: string): string;
}

/** Lays a workload over the platform's defaults. Undefined for one that is broken. */
export function workloadFields(name: string, scope: Scope, resolution: Resolution): WorkloadFields | undefined {
  const { layers, platform, findings } = resolution;
  const defaults = member(platform.source.value, ["defaults", "workload"]);
  const written = member(layers.merged, ["workloads", name]);
  if (written === undefined) return undefined;
  const merged = defaults === undefined ? written : overlay(defaults, written);
  if (!isWorkload(merged)) return undefined;
  const value: Workload = merged;
  const here = ["workloads", name];
  const isOwn = (path: readonly (string | number)[]): boolean => layers.originOf([...here, ...path]) !== undefined;
  const placeOfText = (path: readonly (string | number)[], part: string): Place =>
    isOwn(path)
      ? layers.placeOfText([...here, ...path], part)
      : platform.source.placeOfText(["defaults", "workload", ...path], part);
  const addressOf = (path: readonly (string | number)[]): string => address(...[...here, ...path].map(String));
  const read = (text: string, path: readonly (string | number)[], kind: Spot["kind"], what: string): Filled => {
    if (!text.includes("$")) return filledPlainly(text);
    const filled = fill(text, scope, {
      kind,
      what,
      address: addressOf(path),
      place: (part) => placeOfText(path, part),
    });
    findings.push(...filled.findings);
    return filled;
  };
  const originOf = (path: readonly (string | number)[]): Origin | undefined =>
    layers.originOf([...here, ...path]) ??
    (hasAt(defaults, path)
      ? { layer: "platform", place: platform.source.placeOfValue(["defaults", "workload", ...path]) }
      : undefined);
  return {
    name,
    value,
    merged,
    originOf,
    nearestOrigin: (path) => {
      for (let end = path.length; end > 0; end -= 1) {
        const origin = originOf(path.slice(0, end));
        if (origin) return origin;
      }
      return { layer: layers.layerOf(here), place: layers.placeOfThing(here) };
    },
    has: (path) => hasAt(merged, path),
    placeOfKey: (path) => {
      const isDefault = path.length > 0 && !isOwn(path) && hasAt(defaults, path);
      return isDefault
        ? platform.source.placeOfKey(["defaults", "workload", ...path])
        : layers.placeOfKey([...here, ...path]);
    },
    addressOf,
    reportMissing: (path, key, message, suggestions) => {
      if (layers.isBroken([...here, ...path, key])) return;
      report(resolution, {
        code: "manifest/missing-key",
        message,
        address: addressOf([...path, key]),
        places: [layers.placeOfKey([...here, ...path])],
        suggestions,
      });
    },
    read,
    readPlain: (text, path, what) => filledText(read(text, path, "plain", what)),
  };
}

/** The origin of every leaf, by its path in the workload. */
export function leafOrigins(fields: WorkloadFields): Readonly<Record<string, Origin>> {
  const origins: Record<string, Origin> = {};
  const walk = (value: Json, path: readonly string[]): void => {
    if (isJsonObject(value)) {
      for (const key of Object.keys(value).sort()) walk(value[key] ?? null, [...path, key]);
      return;
    }
    const origin = fields.originOf(path);
    if (origin) origins[path.join(".")] = origin;
  };
  walk(fields.merged, []);
  return origins;
}

/** A merged workload as its schema has it: each layer has been held against it, so their sum is one too. */
function isWorkload(value: unknown): value is Workload {
  return validateWorkload(value);
}

function member(value: Json | undefined, path: readonly string[]): Json | undefined {
  let found = value;
  for (const segment of path) found = found !== undefined && isJsonObject(found) ? own(found, segment) : undefined;
  return found;
}
