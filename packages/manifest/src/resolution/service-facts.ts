import { compareText } from "@towpath/core";
import { shown } from "../finding.ts";
import type { Graph, GraphSecret, GraphService } from "../graph/graph.ts";
import { fill, filledText } from "../placeholder/fill.ts";
import type { Scope } from "../placeholder/scope.ts";
import { didYouMean } from "../schema/did-you-mean.ts";
import { BUILT_IN } from "./built-in.ts";
import { type Resolution, report } from "./request.ts";

/** Who the service is. Its owner must be a team of a platform that has teams. */
export function resolveService(scope: Scope, resolution: Resolution): GraphService {
  const { manifest, service, platform, layers } = resolution;
  const {
    name,
    owner,
    description,
    criticality = BUILT_IN.criticality,
    system,
    labels = {},
    links = [],
  } = manifest.metadata;
  const teams = Object.keys(platform.document.teams ?? {}).sort();
  const path = ["metadata", "owner"];
  if (teams.length > 0 && owner === undefined)
    report(resolution, {
      code: "manifest/missing-key",
      message: `The service has no owner; the platform ${platform.name} asks for one.`,
      address: "metadata.owner",
      places: [layers.placeOfKey(["metadata"])],
      suggestions: [`Add \`owner:\`, one of ${teams.slice(0, 12).join(", ")}.`],
    });
  if (teams.length > 0 && owner !== undefined && !teams.includes(owner))
    report(resolution, {
      code: "manifest/unknown-team",
      message: `The platform ${platform.name} has no team ${shown(owner)}.`,
      address: "metadata.owner",
      places: [layers.placeOfValue(path)],
      suggestions: didYouMean(owner, teams),
    });
  const filled: Record<string, string> = {};
  for (const label of Object.keys(labels).sort(compareText)) {
    const at = ["metadata", "labels", label];
    const read = fill(labels[label] ?? "", scope, {
      kind: "plain",
      what: "a label",
      address: at.join("."),
      place: (part) => layers.placeOfText(at, part),
    });
    resolution.findings.push(...read.findings);
    filled[label] = filledText(read);
  }
  return {
    name,
    ...(owner === undefined ? {} : { owner }),
    ...(description === undefined ? {} : { description }),
    criticality,
    ...(system === undefined ? {} : { system }),
    labels: filled,
    links: links.map(({ title, url }) => ({ title, url })),
    origin: { layer: "service", place: layers.placeOfKey(["metadata"]) },
    folder: service.folder,
  };
}

/** The secrets that the service names. Sorted by address. */
export function resolveSecrets(resolution: Resolution): readonly GraphSecret[] {
  const { manifest, layers } = resolution;
  return Object.entries(manifest.secrets ?? {})
    .flatMap(([name, { from }]): readonly GraphSecret[] => {
      const path = ["secrets", name];
      const origin = layers.originOf(path);
      if (from === undefined || !origin) return [];
      reportUnknownSource(name, from, resolution);
      return [{ address: path.join("."), name, from, origin: { ...origin, place: layers.placeOfKey(path) } }];
    })
    .sort((a, b) => compareText(a.address, b.address));
}

/** A secret comes from a source of the environment; on the local machine it is a file, whatever its source is called. */
function reportUnknownSource(name: string, from: string, resolution: Resolution): void {
  const { platform, environment, place, layers } = resolution;
  const sources = Object.keys(place.secrets ?? {}).sort();
  const source = from.slice(0, from.indexOf(":"));
  if (sources.includes(source) || (sources.length === 0 && platform.isLocal(environment))) return;
  const path = ["secrets", name, "from"];
  report(resolution, {
    code: "manifest/unknown-secret-source",
    message: `The platform ${platform.name} has no secret source ${shown(source)} in ${environment}.`,
    address: path.join("."),
    places: [
      layers.placeOfValue(path),
      platform.source.placeOfKey(["environments", environment, ...(sources.length > 0 ? ["secrets"] : [])]),
    ],
    suggestions:
      sources.length > 0
        ? didYouMean(source, sources)
        : [`It has none at all there: the platform team adds them under environments.${environment}.secrets.`],
  });
}

/**
 * The renames, oldest first. What is renamed must be gone, or have left its name to another, and what it became be there, in this
 * environment or in another.
 */
export function resolveMoves(resolution: Resolution): Graph["moved"] {
  const { manifest, layers, service } = resolution;
  const here = movableIn(manifest);
  const there = [
    ...new Set([service.document, ...Object.values(service.document.environments ?? {})].flatMap(movableIn)),
  ];
  const moved = manifest.moved ?? [];
  return moved.map(({ from, to }, index) => {
    const path = ["moved", index];
    const isMovedOn = moved.slice(index + 1).some((later) => later.from === to);
    if (from.split(".", 1)[0] !== to.split(".", 1)[0])
      report(resolution, {
        code: "manifest/invalid-value",
        message: `${from} is moved to ${to}: a resource cannot become a workload, nor a workload a resource.`,
        address: `moved.${index}.to`,
        places: [layers.placeOfValue([...path, "to"])],
        suggestions: ["Take the move out."],
      });
    else if (!there.includes(to) && !isMovedOn)
      report(resolution, {
        code: "manifest/unknown-resource",
        message: `${from} is moved to ${to}, and there is no such thing.`,
        address: `moved.${index}.to`,
        places: [layers.placeOfValue([...path, "to"])],
        suggestions: didYouMean(to, there),
      });
    if (here.includes(from) && !moved.some((other) => other.to === from))
      report(resolution, {
        code: "manifest/invalid-value",
        message: `${from} is moved to ${to}, and still here.`,
        address: `moved.${index}.from`,
        places: [layers.placeOfValue([...path, "from"]), layers.placeOfKey(from.split("."))],
        suggestions: [`Take ${from} or the move out.`],
      });
    return { from, to, origin: { layer: "service", place: layers.placeOfValue(path) } };
  });
}

/** What a manifest or an overlay has that may be moved. */
function movableIn({
  workload,
  workloads = {},
  resources = {},
}: {
  readonly workload?: object;
  readonly workloads?: object;
  readonly resources?: object;
}): readonly string[] {
  return [
    ...Object.keys(resources).map((name) => `resources.${name}`),
    ...Object.keys(workloads).map((name) => `workloads.${name}`),
    ...(workload ? ["workloads.main"] : []),
  ];
}
