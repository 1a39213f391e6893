import { isJsonObject, type Json } from "@towpath/core";
import type { OutputContract } from "../graph/graph-resource.ts";
import type { Template } from "../graph/template.ts";
import { fill, filledText, type Spot } from "../placeholder/fill.ts";
import type { Scope } from "../placeholder/scope.ts";
import { typeName } from "../schema/explain.ts";
import type { Definition } from "../setting/definition.ts";
import { type Resolution, report } from "./request.ts";

/** A setting's value with its placeholders filled in as far as they are known. */
export interface FilledSetting {
  /** Undefined while it holds outputs. */
  readonly value?: Json;
  readonly template?: Template;
  /** Something has been said about it already. */
  readonly isBroken: boolean;
}

/**
 * Fills in what the service says of a setting; a platform's own layers hold no placeholders. What flows into a resource that
 * others have, too, must be no secret of this service.
 */
export function fillSetting(
  value: Json,
  definition: Definition,
  path: readonly string[],
  scope: Scope,
  resolution: Resolution,
): FilledSetting {
  const { layers, findings, manifest } = resolution;
  const isShared = path[1] !== undefined && manifest.resources?.[path[1]]?.share !== undefined;
  const spot = (kind: Spot["kind"], at: readonly string[]): Spot => ({
    kind,
    what: isShared ? "a setting of a shared resource" : "a part of a setting",
    ...(isShared ? { seenBy: "other services" } : {}),
    address: path.join("."),
    place: (part) => layers.placeOfText(at, part),
  });
  const before = findings.length;
  if (typeof value !== "string") {
    const filled = fillNested(value, path, (text, at) => {
      const { findings: found, ...rest } = fill(text, scope, spot("plain", at));
      findings.push(...found);
      return filledText({ ...rest, findings: found });
    });
    return { value: filled, isBroken: findings.length > before };
  }
  const {
    parts,
    isSecret,
    findings: found,
  } = fill(value, scope, spot(isShared ? "known-to-others" : "secret-safe", path));
  findings.push(...found);
  if (found.length > 0) return { value: "", isBroken: true };
  if (parts.every((part) => part.kind === "text"))
    return { value: filledText({ parts, isSecret, findings: [] }), isBroken: false };
  const [only] = parts;
  const output = parts.length === 1 && only?.kind === "output" ? outputOf(only.address, only.output, scope) : undefined;
  const type = output?.type ?? "string";
  const origin = { layer: layers.layerOf(path), place: layers.placeOfValue(path) };
  if (
    definition.type !== undefined &&
    definition.type !== type &&
    !(definition.type === "number" && type === "integer")
  )
    report(resolution, {
      code: "manifest/invalid-value",
      message: `${path.at(-1) ?? ""} will be ${typeName(type)}; expected ${typeName(definition.type)}.`,
      address: path.join("."),
      places: [origin.place],
    });
  return { template: { parts, isSecret, origin }, isBroken: false };
}

function outputOf(address: string, output: string, scope: Scope): OutputContract | undefined {
  const resource = scope.resources.get(address.slice("resources.".length));
  return resource === undefined || resource === "broken" ? undefined : resource.outputs.get(output)?.contract;
}

function fillNested(
  value: Json,
  path: readonly string[],
  read: (text: string, path: readonly string[]) => string,
): Json {
  if (typeof value === "string") return read(value, path);
  if (Array.isArray(value)) {
    const items: readonly Json[] = value;
    return items.map((item, index) => fillNested(item, [...path, String(index)], read));
  }
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, fillNested(member, [...path, key], read)]),
  );
}
