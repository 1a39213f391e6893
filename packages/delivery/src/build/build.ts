import { type Place, shortDigest } from "@towpath/core";
import type { Graph, GraphBuild } from "@towpath/manifest";
import type { ArtifactStore } from "../artifact/artifact-store.ts";
import { collectOutput } from "../artifact/collect-output.ts";
import { packArchive } from "../artifact/pack-archive.ts";
import { type CommandResult, describeEnding, runCommand } from "../commands/run-command.ts";
import type { DeliveryEffects } from "../delivery-effects.ts";
import { deliveryError } from "../errors.ts";
import { collectContracts } from "../release/collect-contracts.ts";
import type { Release, ReleaseProvenance } from "../release/release.ts";
import { keepSbom } from "../sbom/keep-sbom.ts";
import { lockFiles } from "./lock-files.ts";

const LONGEST_NAME = 190;

export interface BuildRequest {
  /** Of any environment: what is built is the same for all. */
  readonly graph: Graph;
  /** Absolute path of the folder to build in; the manifest's own by default. */
  readonly folder?: string | undefined;
  readonly version: string;
  readonly commit?: string | undefined;
  /** The working tree holds changes that no commit has. */
  readonly isDirty?: boolean | undefined;
  /** When the source was made what it is: the commands get it as SOURCE_DATE_EPOCH, unless that is set already. */
  readonly sourceDate?: Date | undefined;
  readonly artifacts: ArtifactStore;
  /** Absolute path of the repository, which no contract's file may leave; the folder by default. */
  readonly boundary?: string | undefined;
  /** Says what the artifact is made of, where that can be told; a notice says where it cannot. */
  readonly hasSbom?: boolean | undefined;
  /** Whose build it is. Without it the release has no provenance. */
  readonly run?: ReleaseProvenance["run"] | undefined;
}

/**
 * Runs the manifest's build commands in order and packs what `build.output` names into one reproducible archive in the
 * artifact store: the same files give the same digest on every machine. Beside it go the documents of what the service
 * exposes.
 *
 * @throws {DeliveryError} `delivery/nothing-to-build`, `delivery/build-failed` with the first command that failed, its
 *   exit code and its last lines, `delivery/output-missing`, `delivery/output-refused`, `delivery/output-changed`,
 *   `delivery/sbom-failed`
 * @throws the signal's reason when it aborts; what is in the store then belongs to no release
 */
export async function build(request: BuildRequest, effects: DeliveryEffects): Promise<Release> {
  const { graph, version, commit, artifacts } = request;
  const folder = request.folder ?? graph.service.folder;
  const section = buildSection(graph);
  const startedAt = effects.clock.now();
  const variables = dateVariables(request, effects);
  const materials = await lockFiles(folder, request.boundary ?? folder);

  for (const [index, run] of section.run.entries()) {
    const id = `build-${index + 1}`;
    effects.events({ type: "started", id, title: run });
    try {
      const result = await runCommand({ run, folder, variables, source: "build" }, effects);
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
    const places = { folder, boundary: request.boundary ?? folder };
    const contracts = await collectContracts(graph.exposes, places, artifacts, effects);
    const subject = { service: graph.service.name, version, artifact: digest };
    const sbom = request.hasSbom ? await keepSbom({ ...places, ...subject }, artifacts, effects) : undefined;
    effects.events({ type: "finished", id: "pack", outcome: "done", message: shortDigest(digest) });
    const finishedAt = effects.clock.now();
    return {
      release: 1,
      service: graph.service.name,
      version,
      commit,
      artifact: { kind: "archive", name: archiveName(graph.service.name, version), digest, size },
      manifest: graph.manifest,
      createdAt: finishedAt.toISOString(),
      ...(sbom ? { sbom } : {}),
      ...(contracts.length > 0 ? { contracts } : {}),
      ...(request.run
        ? {
            provenance: {
              startedAt: startedAt.toISOString(),
              finishedAt: finishedAt.toISOString(),
              run: request.run,
              commands: section.run,
              toolchain: graph.toolchain,
              platform: graph.platform,
              materials,
              ...(request.isDirty ? { isDirty: true } : {}),
            },
          }
        : {}),
    };
  } catch (error) {
    effects.events({ type: "finished", id: "pack", outcome: effects.signal.aborted ? "cancelled" : "failed" });
    throw error;
  }
}

/** What many tools write into their output instead of the time: https://reproducible-builds.org/specs/source-date-epoch/ */
function dateVariables({ sourceDate }: BuildRequest, { variables }: DeliveryEffects): Record<string, string> {
  if (!sourceDate || variables["SOURCE_DATE_EPOCH"] !== undefined) return {};
  return { SOURCE_DATE_EPOCH: String(Math.floor(sourceDate.getTime() / 1000)) };
}

/** A version may be a tag of git's, which may have slashes: the name is one of a file all the same. */
function archiveName(service: string, version: string): string {
  const name = `${service}-${version}`.replace(/[^A-Za-z0-9._+-]/g, "-");
  return `${name.slice(0, LONGEST_NAME)}.tar.gz`;
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
