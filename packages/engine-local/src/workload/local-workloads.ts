import type { Graph, GraphWorkload, Strategy } from "@towpath/manifest";
import type { RunnableRelease } from "@towpath/provisioning";
import { LocalEngineError } from "../errors.ts";

/** How a new release takes over here. With one instance each, `rolling` and `blue-green` are the same. */
export const LOCAL_STRATEGIES: ReadonlySet<Strategy> = new Set(["recreate", "rolling", "blue-green"]);
/** What this host can run. */
export const LOCAL_ARTIFACTS: ReadonlySet<"archive" | "image"> = new Set(["archive"]);

/** A workload that this host runs: a server with a command. */
export interface LocalWorkload extends GraphWorkload {
  readonly kind: "server";
  readonly run: string;
}

/** The workloads of a graph that are placed on an engine of this kind. */
function placedHere(graph: Graph): readonly GraphWorkload[] {
  const engines = new Set(graph.environment.engines.filter(({ kind }) => kind === "local").map(({ name }) => name));
  return graph.workloads.filter(({ engine }) => engines.has(engine));
}

/**
 * The workloads of a graph that this host runs.
 *
 * @throws {LocalEngineError} `engine-local/workload-kind-not-built`, `engine-local/workload-not-runnable`
 */
export function localWorkloads(graph: Graph): readonly LocalWorkload[] {
  return placedHere(graph).map((workload) => {
    const { kind, run, name, origins, origin } = workload;
    const place = (field: string) => (origins[field] ?? origin).place;
    if (kind !== "server")
      throw new LocalEngineError({
        code: "engine-local/workload-kind-not-built",
        message: `Workload "${name}" is a ${kind}; the local engine does not run workloads of that kind yet.`,
        place: place("kind"),
        hint: "It runs servers: name a port, or leave this workload out of this environment.",
      });
    if (run === undefined)
      throw new LocalEngineError({
        code: "engine-local/workload-not-runnable",
        message: `Workload "${name}" runs from an image; the local engine runs a command in an unpacked archive.`,
        place: place("image"),
        hint: "Name a command under run, or place this workload on another engine.",
      });
    return { ...workload, kind, run };
  });
}

/** @throws {LocalEngineError} `engine-local/strategy-not-built`, `engine-local/workload-not-runnable` */
export function refuseUnbuilt(release: RunnableRelease, strategy: Strategy, workloads: readonly LocalWorkload[]): void {
  if (!LOCAL_STRATEGIES.has(strategy))
    throw new LocalEngineError({
      code: "engine-local/strategy-not-built",
      message: `The local engine has no ${strategy} rollout.`,
      place: (workloads[0]?.origins["deploy.strategy"] ?? workloads[0]?.origin)?.place,
      hint: `It has ${[...LOCAL_STRATEGIES].join(", ")}.`,
    });
  if (!LOCAL_ARTIFACTS.has(release.artifact.kind))
    throw new LocalEngineError({
      code: "engine-local/workload-not-runnable",
      message: `${release.artifact.name} is an ${release.artifact.kind}; the local engine runs archives.`,
      hint: "Let build.output name the files to pack, or deploy to an environment whose engine runs images.",
    });
}
