import type { Place } from "@towpath/core";
import type { Graph, GraphContainer, GraphWorkload, Strategy } from "@towpath/manifest";
import type { RunnableRelease } from "@towpath/provisioning";
import { LocalEngineError } from "../errors.ts";

/**
 * How a new release takes over here. With one instance each, `rolling` and `blue-green` are the same; `canary` is, too, for what
 * nobody sends requests to.
 */
export const LOCAL_STRATEGIES: ReadonlySet<Strategy> = new Set(["recreate", "rolling", "blue-green", "canary"]);
/** What this host can run. */
export const LOCAL_ARTIFACTS: ReadonlySet<"archive" | "image"> = new Set(["archive"]);

/** A workload that this host runs: one container that is a command. */
export interface LocalWorkload extends GraphWorkload {
  readonly run: string;
  readonly variables: GraphContainer["variables"];
  readonly readiness?: GraphContainer["readiness"];
}

/** The workloads of a graph that are placed on an engine of this kind. */
function placedHere(graph: Graph): readonly GraphWorkload[] {
  const engines = new Set(graph.environment.engines.filter(({ kind }) => kind === "local").map(({ name }) => name));
  return graph.workloads.filter(({ engine }) => engines.has(engine));
}

/**
 * The workloads of a graph that this host runs.
 *
 * @throws {LocalEngineError} `engine-local/workload-not-runnable`
 */
export function localWorkloads(graph: Graph): readonly LocalWorkload[] {
  return placedHere(graph).map((workload) => {
    const { containers } = workload;
    const refusal = containersRefused(workload);
    const run = containers[0]?.run;
    if (refusal || run === undefined) throw refusal ?? imageRefused(workload);
    const { variables = {}, readiness } = containers[0] ?? {};
    return { ...workload, run, variables, readiness };
  });
}

/** Why workloads that are placed on an engine of this kind cannot run here, one error each; none where all of them can. */
export function workloadRefusals(graph: Graph): readonly LocalEngineError[] {
  return placedHere(graph).flatMap((workload) => {
    const refusal = containersRefused(workload);
    return refusal ? [refusal] : [];
  });
}

/** Why what a workload runs cannot run here; undefined where it can. */
function containersRefused(workload: GraphWorkload): LocalEngineError | undefined {
  const [only, second] = workload.containers;
  if (second) return partRefused(workload, `has ${workload.containers.length} containers`, second.origin.place);
  if (only?.run === undefined) return imageRefused(workload);
  const [file, volume] = [only.files[0], only.volumes[0]];
  if (file) return partRefused(workload, "has files", file.origin.place);
  return volume && partRefused(workload, "has volumes", volume.origin.place);
}

function partRefused(workload: GraphWorkload, what: string, place: Place): LocalEngineError {
  return new LocalEngineError({
    code: "engine-local/workload-not-runnable",
    message: `Workload "${workload.name}" ${what}; the local engine runs one command without them.`,
    place,
    hint: "Take it out of this environment's overlay, or place this workload on another engine.",
  });
}

function imageRefused(workload: GraphWorkload): LocalEngineError {
  return new LocalEngineError({
    code: "engine-local/workload-not-runnable",
    message: `Workload "${workload.name}" runs from an image; the local engine runs a command in an unpacked archive.`,
    place: (workload.origins["image"] ?? workload.containers[0]?.origin ?? workload.origin).place,
    hint: "Name a command under run, or place this workload on another engine.",
  });
}

/** @throws {LocalEngineError} `engine-local/workload-not-runnable` */
export function refuseUnbuilt(release: RunnableRelease): void {
  if (!LOCAL_ARTIFACTS.has(release.artifact.kind))
    throw new LocalEngineError({
      code: "engine-local/workload-not-runnable",
      message: `${release.artifact.name} is an ${release.artifact.kind}; the local engine runs archives.`,
      hint: "Let build.output name the files to pack, or deploy to an environment whose engine runs images.",
    });
}
