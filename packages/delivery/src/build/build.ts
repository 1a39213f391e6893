import { type Place, shortDigest } from "@towpath/core";
import type { Graph, GraphBuild } from "@towpath/manifest";
import type { ArtifactStore } from "../artifact/artifact-store.ts";
import { collectOutput } from "../artifact/collect-output.ts";
import { packArchive } from "../artifact/pack-archive.ts";
import { type CommandResult, describeEnding, runCommand } from "../commands/run-command.ts";
import type { DeliveryEffects } from "../delivery-effects.ts";
import { deliveryError } from "../errors.ts";
import type { Release } from "../release/release.ts";

export interface BuildRequest {
  /** Of any environment: what is built is the same for all. */
  readonly graph: Graph;
  /** Absolute path of the folder to build in; the manifest's own by default. */
  readonly folder?: string | undefined;
  readonly version: string;
  readonly commit?: string | undefined;
  readonly artifacts: ArtifactStore;
}

/**
 * Runs the manifest's build commands in order and packs what `build.output` names into one reproducible archive in the
 * artifact store: the same files give the same digest on every machine.
 *
 * @throws {DeliveryError} `delivery/nothing-to-build`, `delivery/build-failed` with the first command that failed, its
 *   exit code and its last lines, `delivery/output-missing`, `delivery/output-refused`, `delivery/output-changed`
 * @throws the signal's reason when it aborts; nothing is left in the store then
 */
export async function build(request: BuildRequest, effects: DeliveryEffects): Promise<Release> {
  const { graph, version, commit, artifacts } = request;
  const folder = request.folder ?? graph.service.folder;
  const section = buildSection(graph);

  for (const [index, run] of section.run.entries()) {
    const id = `build-${index + 1}`;
    effects.events({ type: "started", id, title: run });
    try {
      const result = await runCommand({ run, folder, variables: {}, source: "build" }, effects);
      if (result.exitCode !== 0 || result.timedOut) throw buildFailed(run, result, section.origin.place);
    } catch (error) {
      effects.events({ type: "finished", id, outcome: effects.signal.aborted ? "cancelled" : "failed" });
      throw error;
    }
    effects.events({ type: "finished", id, outcome: "done" });
  }

  effects.events({ type: "started", id: "pack", title: "pack the artifact" });
  try {
    const output = { folder, output: section.output, place: section.origin.place };
    const entries = await collectOutput(output, effects.signal);
    const { digest, size } = await artifacts.put(packArchive(folder, entries, effects.signal));
    effects.events({ type: "finished", id: "pack", outcome: "done", message: shortDigest(digest) });
    return {
      release: 1,
      service: graph.service.name,
      version,
      commit,
      artifact: { kind: "archive", name: `${graph.service.name}-${version}.tar.gz`, digest, size },
      manifest: graph.manifest,
      createdAt: effects.clock.now().toISOString(),
    };
  } catch (error) {
    effects.events({ type: "finished", id: "pack", outcome: effects.signal.aborted ? "cancelled" : "failed" });
    throw error;
  }
}

function buildSection(graph: Graph): GraphBuild {
  if (graph.build && graph.build.output.length > 0) return graph.build;
  throw deliveryError({
    code: "delivery/nothing-to-build",
    message: graph.build
      ? `The manifest of ${graph.service.name} has build.run but no build.output: it does not say what to pack.`
      : `The manifest of ${graph.service.name} has no build section: it does not say what to pack.`,
    place: graph.build?.origin.place ?? graph.service.origin.place,
    hint: "Name what the service needs to run, for example: build: { run: npm run build, output: [dist, package.json] }",
  });
}

function buildFailed(run: string, result: CommandResult, place: Place): Error {
  return deliveryError({
    code: "delivery/build-failed",
    kind: "refused",
    message: `The build command "${run}" ${describeEnding(result)}.${result.tail.length > 0 ? "" : " It printed nothing."}`,
    place,
    tail: result.tail.slice(-15),
    hint: "Run the command in the manifest's folder to see it fail by itself.",
  });
}
