import { formatPlace, type Json, own } from "@towpath/core";
import { BUILT_IN } from "../resolution/built-in.ts";
import type { OpenResolution } from "../resolution/open-resolution.ts";
import { settingSteps } from "../resolution/setting-steps.ts";
import { memberAt } from "../setting/member-at.ts";
import type { ExplainedLayer } from "./explanation.ts";
import { builtInOf, INHERITED, INHERITED_WHOLE, platformDefaults } from "./view.ts";

type Path = readonly string[];

/** Everybody who says something at a path, the lowest first. */
export function layersAt(path: Path, view: Json, opened: OpenResolution): readonly ExplainedLayer[] {
  const [root, name, third, ...rest] = path;
  if (root === "environment") return environmentLayers(path.slice(1), opened);
  if (root === "workloads" && name !== undefined) return workloadLayers(name, path.slice(2), view, opened);
  if (root === "resources" && name !== undefined && third !== undefined) {
    const [setting, ...part] = rest;
    if (third === "settings" && setting !== undefined) return settingLayers(name, setting, part, view, opened);
    if (rest.length === 0 && (third === "version" || third === "variant" || third === "size"))
      return choiceLayers(name, third, view, opened);
  }
  const standard: readonly ExplainedLayer[] =
    path.join(".") === "metadata.criticality" ? [{ layer: "built in", value: BUILT_IN.criticality }] : [];
  return [...standard, ...ownLayers(path, opened)];
}

/** Which of layers holds: the highest that nobody takes out, and what takes out takes out what its own service says. */
export function holdingLayer(layers: readonly ExplainedLayer[]): ExplainedLayer | undefined {
  for (let index = layers.length - 1; index >= 0; index -= 1) {
    if (layers[index]?.value !== null) return layers[index];
    if (layers[index - 1]?.layer === "service") index -= 1;
  }
  return undefined;
}

/** What the service and its overlay say. */
function ownLayers(path: Path, { resolution: { layers } }: OpenResolution): readonly ExplainedLayer[] {
  const { base, over } = layers.said(path);
  return [
    ...(base === undefined ? [] : [{ layer: "service" as const, value: base, place: layers.placeInBase(path) }]),
    ...(over === undefined
      ? []
      : [{ layer: "service environment" as const, value: over, place: layers.originOf(path)?.place }]),
  ];
}

function environmentLayers(path: Path, { resolution }: OpenResolution): readonly ExplainedLayer[] {
  const { platform, environment, place } = resolution;
  const at = ["environments", environment];
  if (path.length === 0 || path[0] === "name")
    return [{ layer: "platform environment", value: environment, place: platform.source.placeOfKey(at) }];
  const values: Json = JSON.parse(JSON.stringify(place.values ?? {}));
  const value = memberAt(values, path);
  if (value === undefined) return [];
  return [{ layer: "platform environment", value, place: platform.source.placeOfValue([...at, "values", ...path]) }];
}

function workloadLayers(name: string, path: Path, view: Json, opened: OpenResolution): readonly ExplainedLayer[] {
  const { source } = opened.resolution.platform;
  const [first, container, key = "", ...part] = path;
  const isInherited =
    first === "containers" &&
    container !== undefined &&
    ((INHERITED.includes(key) && part.length > 0) ||
      (INHERITED_WHOLE.includes(key) &&
        memberAt(opened.resolution.layers.merged, ["workloads", name, "containers", container, key]) === undefined));
  const inherited = isInherited ? workloadLayers(name, [key, ...part], view, opened) : [];
  const standard = memberAt(platformDefaults(source.value), path);
  const builtIn = builtInOf(memberAt(view, ["workloads", name]) ?? null).find(
    ([at]) => at.join("\n") === path.join("\n"),
  );
  const said = [
    ...(standard === undefined
      ? []
      : [
          {
            layer: "platform" as const,
            value: standard,
            place: source.placeOfValue(["defaults", "workload", ...path]),
          },
        ]),
    ...ownLayers(["workloads", name, ...path], opened),
  ];
  // A kind is only concluded where nobody says it.
  const isConcluded = builtIn !== undefined && !(path[0] === "kind" && said.length > 0);
  // What lies over a Score file is said for the workload and each of its containers at once: it is one layer.
  const places = new Set(said.map(({ place }) => place && formatPlace(place)));
  const others = inherited.filter(({ place }) => !place || !places.has(formatPlace(place)));
  return [...(isConcluded ? [{ layer: "built in" as const, value: builtIn[1] }] : []), ...others, ...said];
}

function settingLayers(
  resource: string,
  setting: string,
  part: Path,
  view: Json,
  opened: OpenResolution,
): readonly ExplainedLayer[] {
  const { resolution, types } = opened;
  const model = types.get(resource);
  const path = ["resources", resource, "settings", setting];
  if (!model) return ownLayers([...path, ...part], opened);
  const size = memberAt(view, ["resources", resource, "size"]);
  const { offered, definition } = settingSteps(
    resource,
    setting,
    model,
    typeof size === "string" ? size : undefined,
    resolution,
  );
  const platforms = offered.flatMap(({ layer, value, placeWithin }): readonly ExplainedLayer[] => {
    const said = memberAt(value, part);
    return said === undefined ? [] : [{ layer, value: said, place: placeWithin(part) }];
  });
  const all = [...platforms, ...ownLayers([...path, ...part], opened)];
  const resolved = memberAt(view, [...path, ...part]);
  if (all.some(({ value }) => value !== null) || resolved === undefined) return all;
  // Nobody says it: it is a default within a list's items, or of what was taken out.
  const { placeOfDefinition } = settingSteps(resource, setting, model, undefined, resolution);
  return definition ? [{ layer: "type", value: resolved, place: placeOfDefinition(part) }, ...all] : all;
}

/** Version, variant and size: what the type has, what a class stands for, what the service says. */
function choiceLayers(
  resource: string,
  what: "version" | "variant" | "size",
  view: Json,
  opened: OpenResolution,
): readonly ExplainedLayer[] {
  const model = opened.types.get(resource);
  const said = ownLayers(["resources", resource, what], opened);
  const classed = ownLayers(["resources", resource, "class"], opened).filter(
    ({ value }) => value === memberAt(view, ["resources", resource, what]),
  );
  const standard = model && what !== "size" ? currentOf(model, what) : undefined;
  return [...(standard ? [standard] : []), ...(said.length > 0 ? said : what === "version" ? [] : classed)];
}

function currentOf(
  { document, source }: NonNullable<ReturnType<OpenResolution["types"]["get"]>>,
  what: "version" | "variant",
): ExplainedLayer | undefined {
  const offers =
    what === "version"
      ? (document.versions ?? []).map(({ version, status }, index) => ({
          name: version,
          status,
          place: source.placeOfKey(["versions", index]),
        }))
      : Object.keys(document.variants ?? {}).map((name) => ({
          name,
          status: own(document.variants ?? {}, name)?.status,
          place: source.placeOfKey(["variants", name]),
        }));
  const current =
    offers.find(({ status }) => status === "current") ?? offers.find(({ status }) => status === "supported");
  return current && { layer: "type", value: current.name, place: current.place };
}
