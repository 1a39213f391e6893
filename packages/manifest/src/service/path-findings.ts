import { dirname, resolve } from "node:path";
import type { Files, Finding } from "@towpath/core";
import { boundaryOf, pathFlaw } from "../document/paths.ts";
import type { Places } from "../document/places.ts";
import { finding, shown } from "../finding.ts";
import type { ServiceManifest, Workload } from "../generated/service.ts";
import { documentAddress } from "../schema/document-address.ts";

/** A path that a manifest names. */
interface NamedPath {
  readonly path: string;
  readonly at: readonly (string | number)[];
  /** What it names, where it must be there before anything runs; absent for what a build makes. */
  readonly needs?: "must" | "should" | undefined;
  readonly what: string;
}

/** What is wrong with the paths that a manifest names: they stay in the repository, and lead to something. */
export function pathFindings(
  document: ServiceManifest,
  source: Places,
  target: string,
  folder: string,
  files: Files,
): readonly Finding[] {
  const base = dirname(target);
  const boundary = boundaryOf(target, folder);
  return namedPaths(document).flatMap(({ path, at, needs, what }) => {
    const flaw = pathFlaw(path, base, boundary, files);
    const isThere = flaw !== undefined || needs === undefined || files.realPath(resolve(base, path)) !== undefined;
    if (flaw === undefined && isThere) return [];
    const [first, environment] = at;
    const facts = {
      places: [source.placeOfValue(at)],
      service: document.metadata.name,
      address: documentAddress("Service", at.map(String)),
      environments: first === "environments" && at.length > 2 ? [String(environment)] : [],
    };
    if (flaw !== undefined)
      return finding({ ...facts, code: "manifest/path", message: `The path ${shown(path)} ${flaw}.` });
    return finding({
      ...facts,
      code: "manifest/not-found",
      message: `There is no ${shown(path)}, which ${what}.`,
      ...(needs === "should" ? { level: "advisory" as const } : {}),
      suggestions: [needs === "should" ? "Make it before it is asked for, or mend the path." : "Mend the path."],
    });
  });
}

const CONTRACTS = ["openapi", "asyncapi", "graphql", "protobuf"] as const;

function namedPaths(document: ServiceManifest): readonly NamedPath[] {
  const { build, test, exposes = {}, environments = {} } = document;
  const output = build?.output ?? [];
  const image = build?.image;
  const { junit, coverage } = test?.reports ?? {};
  const one = (path: string | undefined, named: Omit<NamedPath, "path">): readonly NamedPath[] =>
    path === undefined ? [] : [{ path, ...named }];
  return [
    ...(typeof output === "string"
      ? one(output, { at: ["build", "output"], what: "the build makes" })
      : output.flatMap((path, index) => one(path, { at: ["build", "output", index], what: "the build makes" }))),
    ...(image
      ? [
          ...one(image.dockerfile ?? "Dockerfile", {
            at: image.dockerfile === undefined ? ["build", "image"] : ["build", "image", "dockerfile"],
            needs: "must",
            what: "says how the image is built",
          }),
          ...one(image.context, { at: ["build", "image", "context"], needs: "must", what: "is sent to the builder" }),
        ]
      : []),
    ...one(junit, { at: ["test", "reports", "junit"], what: "the tests write" }),
    ...one(coverage, { at: ["test", "reports", "coverage"], what: "the tests write" }),
    ...Object.entries(exposes).flatMap(([name, contract]) =>
      CONTRACTS.flatMap((kind) =>
        one(contract[kind], { at: ["exposes", name, kind], needs: "should", what: "says what is promised" }),
      ),
    ),
    ...layerPaths(document, []),
    ...Object.entries(environments).flatMap(([name, layer]) => layerPaths(layer, ["environments", name])),
  ];
}

/** The paths in what a manifest and its overlays have in common. */
function layerPaths(
  { workload, workloads = {}, consumes = {} }: Pick<ServiceManifest, "workload" | "workloads" | "consumes">,
  at: readonly string[],
): readonly NamedPath[] {
  return [
    ...(workload ? workloadPaths(workload, [...at, "workload"]) : []),
    ...Object.entries(workloads).flatMap(([name, one]) => workloadPaths(one, [...at, "workloads", name])),
    ...Object.entries(consumes).flatMap(([name, { uses }]) =>
      uses === undefined
        ? []
        : [{ path: uses, at: [...at, "consumes", name, "uses"], needs: "should" as const, what: "says what is used" }],
    ),
  ];
}

function workloadPaths(workload: Workload, at: readonly string[]): readonly NamedPath[] {
  const sources = (files: Workload["files"] = {}, here: readonly string[]): readonly NamedPath[] =>
    Object.entries(files).flatMap(([target, { source }]) =>
      source === undefined
        ? []
        : [
            {
              path: source,
              at: [...here, "files", target, "source"],
              needs: "must" as const,
              what: `${target} is a copy of`,
            },
          ],
    );
  return [
    ...sources(workload.files, at),
    ...Object.entries(workload.containers ?? {}).flatMap(([name, { files }]) =>
      sources(files, [...at, "containers", name]),
    ),
  ];
}
