import { isJsonObject, type Json, type JsonObject, type Origin, own, type Place } from "@towpath/core";
import type { Workload } from "../generated/service.ts";
import { overlay } from "../overlay.ts";
import { type Filled, fill, filledText, type Spot } from "../placeholder/fill.ts";
import type { Scope } from "../placeholder/scope.ts";
import { isService } from "../service/load-service.ts";
import type { Resolution } from "./request.ts";

/** One workload through all layers: its merged value, and where each part of it comes from. */
export interface WorkloadFields {
  readonly name: string;
  readonly value: Workload;
  readonly merged: Json;
  originOf(path: readonly string[]): Origin | undefined;
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
  const merged = overlay(defaults ?? Object.create(null), written);
  const value = asWorkload(merged);
  if (!value) return undefined;
  const here = ["workloads", name];
  const isOwn = (path: readonly (string | number)[]): boolean => layers.originOf([...here, ...path]) !== undefined;
  const placeOfText = (path: readonly (string | number)[], part: string): Place =>
    isOwn(path)
      ? layers.placeOfText([...here, ...path], part)
      : platform.source.placeOfText(["defaults", "workload", ...path], part);
  const read = (text: string, path: readonly (string | number)[], kind: Spot["kind"], what: string): Filled => {
    const address = [...here, ...path].join(".");
    const filled = fill(text, scope, { kind, what, address, place: (part) => placeOfText(path, part) });
    findings.push(...filled.findings);
    return filled;
  };
  return {
    name,
    value,
    merged,
    originOf: (path) =>
      layers.originOf([...here, ...path]) ??
      (member(defaults, path) === undefined
        ? undefined
        : { layer: "platform", place: platform.source.placeOfValue(["defaults", "workload", ...path]) }),
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
function asWorkload(workload: Json): Workload | undefined {
  const service: JsonObject = { apiVersion: "towpath.dev/v1", kind: "Service", metadata: { name: "x" } };
  const probe: unknown = { ...service, workload };
  return isService(probe) ? probe.workload : undefined;
}

function member(value: Json | undefined, path: readonly string[]): Json | undefined {
  let found = value;
  for (const segment of path) found = found !== undefined && isJsonObject(found) ? own(found, segment) : undefined;
  return found;
}
