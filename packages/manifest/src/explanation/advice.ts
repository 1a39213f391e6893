import { address, formatPlace } from "@towpath/core";
import { pointerPath } from "../document/pointer.ts";
import type { ChangeEffect } from "../graph/graph-resource.ts";
import type { OpenResolution } from "../resolution/open-resolution.ts";
import type { ExplainedLayer, Explanation } from "./explanation.ts";

/** The parts of a manifest that an environment may say otherwise. */
const OVERLAID = new Set(["workloads", "resources", "secrets", "consumes"]);

/** What one could do to change a value, a sentence each. */
export function adviceFor(
  path: readonly string[],
  { layers, setting, output, environment }: Omit<Explanation, "advice" | "address">,
  { resolution }: OpenResolution,
): readonly string[] {
  const { platform } = resolution;
  const owner = setting?.support ?? `the platform team of ${platform.name}`;
  if (output)
    return [`It is given by ${address(...path.slice(0, 2))} once that is there: towpath outputs shows what it is.`];
  if (path[0] === "environment") return [`The platform decides it: ask ${owner}.`];
  const isShort = path[0] === "workloads" && path[1] === "main" && Object.hasOwn(resolution.service.raw, "workload");
  const written = address(...(isShort ? ["workload", ...path.slice(2)] : path));
  const decided = setting?.tier === "mandatory" && setting.bounds.some((bound) => bound.startsWith("exactly "));
  const places = OVERLAID.has(path[0] ?? "")
    ? `Write it under ${written}, or for ${environment} alone under environments.${environment}.${written}.`
    : `Write it under ${written}: it is the same in every environment.`;
  const own = layers.findLast(({ layer }) => layer === "service" || layer === "service environment");
  return [
    ...(decided ? [] : [own ? changing(own, path, environment, places) : places]),
    ...(setting ? tierAdvice(setting, decided, owner) : []),
    ...(setting && !decided ? [`Changing it ${effectText(setting.change, setting.isStateful)}.`] : []),
    ...(setting?.docs === undefined ? [] : [`More on it: ${setting.docs}`]),
  ];
}

/** Where a value that the service says is changed: under its path, or where a file of another kind, such as Score's, has it. */
function changing({ place }: ExplainedLayer, path: readonly string[], environment: string, places: string): string {
  const forms = [path, ["workload", ...path.slice(2)]].flatMap((form) => [
    form,
    ["environments", environment, ...form],
  ]);
  const written = place?.pointer === undefined ? undefined : pointerPath(place.pointer).join("/");
  if (!place || written === undefined || forms.some((form) => form.join("/") === written))
    return places.replace("Write it under", "Change it under");
  return `It is written at ${formatPlace(place)}: change it there.`;
}

function tierAdvice(
  { tier, rule }: NonNullable<Explanation["setting"]>,
  isDecided: boolean,
  owner: string,
): readonly string[] {
  if (isDecided) return [`The platform decides it: ask ${owner} for a waiver of ${rule}.`];
  if (tier === "mandatory")
    return [`Its bounds are the platform's: stay within them, or ask ${owner} for a waiver of ${rule}.`];
  return tier === "recommended" ? [`The platform recommends what it has; another value is reported as ${rule}.`] : [];
}

/** What changing a setting does to what is there. */
export function effectText(change: ChangeEffect, isStateful: boolean): string {
  const replaced = `replaces what is there${isStateful ? ", with its data" : ""}`;
  if (change === "replace") return replaced;
  if (change === "restart") return "restarts what is there";
  return change === "grow-only" ? `is done in place as long as it grows; less ${replaced}` : "is done in place";
}
