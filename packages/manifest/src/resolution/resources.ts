import { address, compareText, own } from "@towpath/core";
import { finding, names, shown } from "../finding.ts";
import type { GraphEngine } from "../graph/graph.ts";
import type { GraphResource } from "../graph/graph-resource.ts";
import type { Template } from "../graph/template.ts";
import { fill, filledText } from "../placeholder/fill.ts";
import type { Scope } from "../placeholder/scope.ts";
import type { PlatformModel, ResourceTypeModel } from "../platform/platform-model.ts";
import { didYouMean } from "../schema/did-you-mean.ts";
import { resolveChoices } from "./choices.ts";
import { engineFor } from "./environments.ts";
import { jsonMembers } from "./json-members.ts";
import { type Resolution, report } from "./request.ts";
import { resolveSettings } from "./settings.ts";
import { resolveShare } from "./shares.ts";
import { offeredTypes, typeNamed } from "./team-types.ts";
import { walkRings } from "./walk-rings.ts";

/** Types of the design's starter platform that this version does not make. */
const NOT_BUILT = new Set(["server", "job"]);

/** The type of each resource, by the resource's name; unknown ones are reported and left out. */
export function resourceTypes(resolution: Resolution): ReadonlyMap<string, ResourceTypeModel> {
  const { manifest, platform, layers } = resolution;
  const found = new Map<string, ResourceTypeModel>();
  for (const [name, { type }] of Object.entries(manifest.resources ?? {})) {
    if (type === undefined) continue;
    const model = typeNamed(type, resolution);
    if (model && model !== "broken") found.set(name, model);
    else if (!model) {
      const path = ["resources", name, "type"];
      const offered = offeredTypes(resolution);
      const isLater = platform.isStarter && NOT_BUILT.has(type);
      report(resolution, {
        code: isLater ? "manifest/not-built-yet" : "manifest/unknown-type",
        message: isLater
          ? `${type} is not built yet; the starter platform offers ${names(offered)}.`
          : `${platformName(platform)} offers no resource type ${shown(type)}.`,
        address: address(...path),
        places: [layers.placeOfValue(path)],
        suggestions: isLater ? [] : didYouMean(type, offered),
      });
    }
  }
  return found;
}

function platformName(platform: PlatformModel): string {
  return platform.isStarter ? "The starter platform" : `The platform ${platform.name}`;
}

/** Resolves every resource whose type is known. Sorted by address. */
export function resolveResources(
  types: ReadonlyMap<string, ResourceTypeModel>,
  engines: readonly GraphEngine[],
  scope: Scope,
  resolution: Resolution,
): readonly GraphResource[] {
  return [...types]
    .flatMap(([name, model]) => resolveResource(name, model, engines, scope, resolution) ?? [])
    .sort((a, b) => compareText(a.address, b.address));
}

function resolveResource(
  name: string,
  model: ResourceTypeModel,
  engines: readonly GraphEngine[],
  scope: Scope,
  resolution: Resolution,
): GraphResource | undefined {
  const { layers } = resolution;
  const path = ["resources", name];
  const where = address(...path);
  const values = resolution.manifest.resources?.[name]?.values;
  const choices = resolveChoices(name, model, resolution);
  const size = choices.size?.known ? choices.size.value : undefined;
  const settings = resolveSettings(name, model, size, scope, resolution);
  const engine = engineFor(model.name, where, engines, resolution);
  const recipe = engine && new Map(Object.entries(model.document.recipes)).get(engine.kind);
  if (engine && !recipe) reportNoRecipe(name, model, engine, resolution);
  if (!engine || !recipe) return undefined;
  const { document, source } = model;
  const options = jsonMembers({ ...recipe });
  const driver = own(options, "driver");
  return {
    address: where,
    name,
    type: model.name,
    title: document.metadata.title ?? model.name,
    ...(choices.variant ? { variant: choices.variant } : {}),
    ...(choices.version ? { version: choices.version } : {}),
    ...(choices.lifecycle ? { lifecycle: choices.lifecycle } : {}),
    ...(choices.size ? { size: choices.size } : {}),
    isStateful: document.stateful ?? false,
    ...resolveShare(name, model, resolution),
    annotations: annotationsOf(name, scope, resolution),
    ...(values ? { values: jsonMembers(values) } : {}),
    engine: engine.name,
    recipe: {
      kind: engine.kind,
      ...(typeof driver === "string" ? { driver } : {}),
      options,
      origin: { layer: "type", place: source.placeOfKey(["recipes", engine.kind]) },
    },
    settings,
    outputs: Object.fromEntries(
      Object.entries(document.outputs ?? {})
        .sort(([a], [b]) => compareText(a, b))
        .map(([output, { type, secret = false }]) => [output, { type, isSecret: secret }]),
    ),
    dependsOn: dependencies(Object.values(settings).map(({ template }) => template)),
    origin: {
      layer: layers.layerOf(path) === "service" ? "service" : inBase(layers.said(path).base),
      place: layers.placeOfThing(path),
    },
  };
}

/** Texts for those who make it, filled in. Sorted by name. */
function annotationsOf(resource: string, scope: Scope, resolution: Resolution): Readonly<Record<string, string>> {
  const { manifest, layers, findings } = resolution;
  const written = Object.entries(manifest.resources?.[resource]?.annotations ?? {});
  const filled = written
    .sort(([a], [b]) => compareText(a, b))
    .map(([name, text]) => {
      const path = ["resources", resource, "annotations", name];
      const read = fill(text, scope, {
        kind: "plain",
        what: "an annotation",
        address: address(...path),
        place: (part) => layers.placeOfText(path, part),
      });
      findings.push(...read.findings);
      return [name, filledText(read)];
    });
  return Object.fromEntries(filled);
}

function inBase(base: unknown): "service" | "service environment" {
  return base === undefined ? "service environment" : "service";
}

/** The resources that templates name, sorted. */
export function dependencies(templates: Iterable<Template | undefined>): readonly string[] {
  const found = new Set<string>();
  for (const template of templates)
    for (const part of template?.parts ?? [])
      if (part.kind === "output" || part.kind === "resource") found.add(part.address);
  return [...found].sort(compareText);
}

function reportNoRecipe(name: string, model: ResourceTypeModel, engine: GraphEngine, resolution: Resolution): void {
  const { layers, platform, environment, place } = resolution;
  const placed = place.place && (Object.hasOwn(place.place, model.name) ? model.name : "*");
  const by = placed === undefined ? [place.engine === undefined ? "engines" : "engine"] : ["place", placed];
  report(resolution, {
    code: "manifest/no-recipe",
    message: `${environment} makes ${model.name} with ${engine.name} (${engine.kind}), and ${model.name} has no recipe for ${engine.kind}.`,
    address: address("resources", name),
    places: [
      layers.placeOfKey(["resources", name]),
      { ...platform.source.placeOfKey(["environments", environment, ...by]), note: "placed here" },
      { ...model.source.placeOfKey(["recipes"]), note: "its recipes" },
    ],
    suggestions: [`Its recipes are for ${names(Object.keys(model.document.recipes))}.`],
  });
}

/** How many rings of one service are said one by one, and how many members of one are named. */
const MOST_RINGS = 100;
const MOST_NAMED = 20;

/** Reports rings of resources whose settings need one another. */
export function reportCycles(resources: readonly GraphResource[], resolution: Resolution): void {
  const byAddress = new Map(resources.map((resource) => [resource.address, resource]));
  const needs = new Map(resources.map(({ address: at, dependsOn }) => [at, dependsOn]));
  let count = 0;
  for (const ring of walkRings(needs)) {
    count += 1;
    if (count > MOST_RINGS) return;
    const [first = ""] = ring;
    const named = ring.slice(0, MOST_NAMED);
    const places = named.map((member, index) => {
      const next = ring[(index + 1) % ring.length] ?? first;
      return referenceIn(byAddress.get(member), next) ?? resolution.layers.placeOfKey(member.split("."));
    });
    const said = [...named.map(nameOf), ...(ring.length > named.length ? ["…"] : []), nameOf(first)];
    const { service, environment } = resolution;
    resolution.findings.push(
      finding({
        code: "manifest/cycle",
        message: `These resources need one another: ${said.join(" needs ")}.`,
        places,
        address: first,
        service: service.name,
        environments: [environment],
        suggestions: ["Take one of the references out."],
      }),
    );
  }
}

function nameOf(resource: string): string {
  return resource.slice("resources.".length);
}

function referenceIn(resource: GraphResource | undefined, to: string): GraphResource["origin"]["place"] | undefined {
  return Object.values(resource?.settings ?? {}).find((setting) =>
    setting.template?.parts.some((part) => part.kind === "output" && part.address === to),
  )?.origin.place;
}
