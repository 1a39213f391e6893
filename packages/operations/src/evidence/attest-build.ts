import { type Effects, isJson, isJsonObject, type JsonObject } from "@towpath/core";
import type { ArtifactStore, Release } from "@towpath/delivery";
import {
  digestSubject,
  type ProvenancePredicate,
  type ResourceDescriptor,
  type Statement,
  statement,
} from "@towpath/evidence";
import { type Attested, attest } from "./attest.ts";
import { isCommit } from "./is-commit.ts";
import type { Evidence } from "./open-evidence.ts";

/** What says how to read the parameters of a build. */
export const BUILD_TYPE = "https://towpath.dev/build/v1";

/** What was built, and where. */
export interface BuiltRelease {
  readonly release: Release;
  /** Where its bytes are: what is read is verified. */
  readonly artifacts: Pick<ArtifactStore, "open">;
  /** The working tree held changes that no commit has. */
  readonly isDirty: boolean;
  readonly variables: Effects["variables"];
}

/** Says of a release how it was built and what it is made of. */
export async function attestBuild(evidence: Evidence, built: BuiltRelease, effects: Effects): Promise<Attested> {
  if ("why" in evidence.signing) return attest(evidence, [buildStatement(built)], effects);
  return attest(evidence, await buildStatements(built, effects.signal), effects);
}

/** What a release is signed as: how it was built, and what it is made of where that is known. */
export async function buildStatements(built: BuiltRelease, signal: AbortSignal): Promise<readonly Statement[]> {
  const sbom = await sbomStatement(built, signal);
  return [buildStatement(built), ...(sbom ? [sbom] : [])];
}

function buildStatement({ release, isDirty, variables }: BuiltRelease): Statement {
  const { artifact, service, version, provenance, commit } = release;
  const predicate: ProvenancePredicate = {
    buildDefinition: {
      buildType: BUILD_TYPE,
      externalParameters: { service, version, manifest: release.manifest },
      internalParameters: {
        ...(provenance ? { commands: [...provenance.commands], toolchain: provenance.toolchain } : {}),
        isDirty,
      },
      resolvedDependencies: [
        ...(isCommit(commit) ? [sourceOf(commit, variables)] : []),
        ...(provenance?.materials ?? []).map(
          ({ name, digest }): ResourceDescriptor => ({ name, digest: { sha256: digest.slice("sha256:".length) } }),
        ),
        ...(provenance
          ? [{ name: provenance.platform.name, digest: { sha256: provenance.platform.digest.slice("sha256:".length) } }]
          : []),
      ],
    },
    runDetails: {
      builder: { id: builderOf(variables) },
      ...(provenance
        ? {
            metadata: {
              invocationId: provenance.run.id,
              startedOn: provenance.startedAt,
              finishedOn: provenance.finishedAt,
            },
          }
        : {}),
    },
  };
  return statement([digestSubject(artifact.digest, artifact.name)], "provenance", predicate);
}

function sourceOf(commit: string, variables: Effects["variables"]): ResourceDescriptor {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository } = variables;
  const uri = server && repository ? { uri: `git+${server}/${repository}` } : {};
  return { name: "source", ...uri, digest: { gitCommit: commit } };
}

/** Where it was built: the workflow, as GitHub writes it, or this kind of machine. */
function builderOf({ GITHUB_SERVER_URL: server, GITHUB_WORKFLOW_REF: workflow }: Effects["variables"]): string {
  return server && workflow ? `${server}/${workflow}` : "https://towpath.dev/builder/local";
}

/** A bill that another tool wrote counts as it is, where it is one. */
async function sbomStatement(
  { release, artifacts }: BuiltRelease,
  signal: AbortSignal,
): Promise<Statement | undefined> {
  if (!release.sbom) return undefined;
  const chunks: Uint8Array[] = [];
  for await (const chunk of artifacts.open(release.sbom.digest)) {
    signal.throwIfAborted();
    chunks.push(chunk);
  }
  const bill = billIn(Buffer.concat(chunks));
  return bill && statement([digestSubject(release.artifact.digest, release.artifact.name)], "sbom", bill);
}

function billIn(bytes: Uint8Array): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return isJson(value) && isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
