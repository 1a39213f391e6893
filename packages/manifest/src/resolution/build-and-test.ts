import { address } from "@towpath/core";
import { shown } from "../finding.ts";
import type { ServiceManifest } from "../generated/service.ts";
import type { GraphBuild, GraphImageBuild, GraphTest } from "../graph/graph.ts";
import { fill, filledText } from "../placeholder/fill.ts";
import type { Scope } from "../placeholder/scope.ts";
import { didYouMean } from "../schema/did-you-mean.ts";
import { sortedMembers } from "./json-members.ts";
import { type Resolution, report } from "./request.ts";

/** How the artifact is made. Undefined where the manifest says nothing of it. */
export function resolveBuild(scope: Scope, resolution: Resolution): GraphBuild | undefined {
  const { manifest, layers } = resolution;
  if (!manifest.build) return undefined;
  const run = commands(manifest.build.run, ["build", "run"], scope, resolution);
  const output = [manifest.build.output ?? []].flat();
  const { image } = manifest.build;
  if (output.length === 0 && !image && !layers.isBroken(["build"]))
    report(resolution, {
      code: "manifest/missing-key",
      message: "The build says not what goes into the artifact.",
      address: "build.output",
      places: [layers.placeOfKey(["build"])],
      suggestions: ["Add `output:` with the paths to pack, such as [dist, package.json]."],
    });
  return {
    run,
    output,
    ...(image ? { image: imageOf(image) } : {}),
    origin: { layer: "service", place: layers.placeOfKey(["build"]) },
  };
}

function imageOf({
  dockerfile = "Dockerfile",
  context = ".",
  target,
  arguments: given = {},
}: NonNullable<NonNullable<ServiceManifest["build"]>["image"]>): GraphImageBuild {
  return { dockerfile, context, ...(target === undefined ? {} : { target }), arguments: sortedMembers(given) };
}

/** How the service is tested. Undefined where the manifest says nothing of it. */
export function resolveTest(scope: Scope, resolution: Resolution): GraphTest | undefined {
  const { manifest, layers } = resolution;
  const { test } = manifest;
  if (!test) return undefined;
  const run = commands(test.run, ["test", "run"], scope, resolution).join(" && ");
  if (run === "" && !layers.isBroken(["test", "run"]))
    report(resolution, {
      code: "manifest/missing-key",
      message: "The test says not what runs.",
      address: "test.run",
      places: [layers.placeOfKey(["test"])],
      suggestions: ["Add `run:`, such as `run: npm test`."],
    });
  for (const [index, name] of (test.with ?? []).entries()) {
    const resource = scope.resources.get(name);
    if (resource) continue;
    report(resolution, {
      code: "manifest/unknown-resource",
      message: `The tests need ${shown(name)}, and there is no such resource.`,
      address: `test.with.${index}`,
      places: [layers.placeOfValue(["test", "with", index])],
      suggestions: didYouMean(name, [...scope.resources.keys()]),
    });
  }
  const { junit, coverage } = test.reports ?? {};
  return {
    run,
    with: [...new Set(test.with ?? [])].sort().map((name) => address("resources", name)),
    reports: { ...(junit === undefined ? {} : { junit }), ...(coverage === undefined ? {} : { coverage }) },
    minimum: sortedMembers({ ...test.minimum }),
    ...(test.coverageDrop === undefined ? {} : { coverageDrop: test.coverageDrop }),
    origin: { layer: "service", place: layers.placeOfKey(["test"]) },
  };
}

function commands(
  written: string | readonly string[] | undefined,
  path: readonly string[],
  scope: Scope,
  resolution: Resolution,
): readonly string[] {
  return [written ?? []].flat().map((line, index) => {
    const at = typeof written === "string" ? path : [...path, String(index)];
    const filled = fill(line, scope, {
      kind: "plain",
      what: "a command line",
      address: at.join("."),
      place: (part) => resolution.layers.placeOfText(at, part),
    });
    resolution.findings.push(...filled.findings);
    return filledText(filled);
  });
}
